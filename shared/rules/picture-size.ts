/** A picture above this many bytes is made smaller before it is kept (product.md, Limits). */
export const PICTURE_BYTES = 1_000_000;
/** Where it is, its longer side has at most so many pixels, its shorter at most so many. */
const [LONG, SHORT] = [1920, 1080];
/** The longer side of what is shown in a list. */
const THUMB = 320;

export interface PictureSize {
  width: number;
  height: number;
}

/** How large a picture is kept: as it is where its file is small, else within 1920×1080, lying or standing. */
export function keptSize({ width, height }: PictureSize, bytes: number): PictureSize {
  if (bytes <= PICTURE_BYTES) return { width, height };
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  return scaled({ width, height }, Math.min(1, LONG / long, SHORT / short));
}

export function thumbSize({ width, height }: PictureSize): PictureSize {
  return scaled({ width, height }, Math.min(1, THUMB / Math.max(width, height)));
}

const scaled = ({ width, height }: PictureSize, by: number): PictureSize => ({
  width: Math.max(1, Math.floor(width * by)),
  height: Math.max(1, Math.floor(height * by)),
});
