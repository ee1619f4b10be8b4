/** From its first byte until before its last, counted from the file's beginning. */
export type Span = [from: number, until: number];

interface Box {
  type: string;
  body: number;
  until: number;
}

/** What a camera writes beside its picture: Exif, and XMP as a text of its own. */
const WRITTEN_BESIDE = ['Exif', 'mime'];

/** The file without what its camera wrote beside the picture: blank in its place, so that nothing else moves. */
export async function withoutWrittenBeside(file: Blob): Promise<Blob> {
  const parts: BlobPart[] = [];
  let at = 0;
  const spans = writtenBeside(new Uint8Array(await file.arrayBuffer()));
  for (const [from, until] of spans.toSorted(([a], [b]) => a - b)) {
    parts.push(file.slice(at, Math.max(at, from)), new Uint8Array(Math.max(0, until - Math.max(at, from))));
    at = Math.max(at, until);
  }
  return new Blob([...parts, file.slice(at)], { type: file.type });
}

/**
 * Where a picture of the HEIF family (HEIC as phones take it) holds what its camera wrote beside it, such as the place where
 * it stood. How it is to be turned is not among that. By ISO/IEC 14496-12, 8.11.
 * @throws RangeError where the file is none of these, or broken
 */
export function writtenBeside(file: Uint8Array): Span[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const outer = boxesIn(view, 0, file.byteLength);
  const meta = outer.find(({ type }) => type === 'meta');
  if (outer[0]?.type !== 'ftyp' || !meta) throw new RangeError('no picture of this family');
  const inner = boxesIn(view, meta.body + 4, meta.until);
  const one = (type: string): Box | undefined => inner.find((box) => box.type === type);
  const [infos, places, idat] = [one('iinf'), one('iloc'), one('idat')];
  if (!infos || !places) throw new RangeError('a picture without a list of its parts');
  const beside = new Set(
    itemsOf(view, infos).flatMap(([id, type]) => (WRITTEN_BESIDE.includes(type) ? id : [])),
  );
  return placesOf(view, places, idat?.body)
    .filter(({ id }) => beside.has(id))
    .flatMap(({ spans }) => spans)
    .filter(([, until]) => until <= file.byteLength);
}

function boxesIn(view: DataView, from: number, until: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < until;) {
    const short = view.getUint32(at);
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short || until - at;
    const body = at + (short === 1 ? 16 : 8);
    if (size < body - at) throw new RangeError('a box smaller than its own head');
    boxes.push({ type: fourOf(view, at + 4), body, until: at + size });
    at += size;
  }
  return boxes;
}

const fourOf = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** What each part of the file is, by its number there. */
function itemsOf(view: DataView, infos: Box): [id: number, type: string][] {
  const counted = view.getUint8(infos.body) === 0 ? 6 : 8;
  return boxesIn(view, infos.body + counted, infos.until).flatMap(({ type, body }) => {
    const version = view.getUint8(body);
    // The earlier versions name no types: no phone writes them.
    if (type !== 'infe' || version < 2) return [];
    const [id, after] = version === 2 ? [view.getUint16(body + 4), 6] : [view.getUint32(body + 4), 8];
    return [[id, fourOf(view, body + after + 2)]];
  });
}

/** Where each part lies: from the file's beginning, or in the box `idat` that begins at `idat`. */
function placesOf(view: DataView, { body }: Box, idat: number | undefined): { id: number; spans: Span[] }[] {
  let at = body + 4;
  const read = (bytes: number): number => {
    at += bytes;
    if (bytes === 0) return 0;
    if (bytes === 2) return view.getUint16(at - 2);
    if (bytes === 4) return view.getUint32(at - 4);
    if (bytes === 8) return Number(view.getBigUint64(at - 8));
    throw new RangeError(`a number of ${bytes} bytes`);
  };
  const version = view.getUint8(body);
  const [ofSpans, ofBase] = [view.getUint8(at), view.getUint8(at + 1)];
  at += 2;
  const idBytes = version < 2 ? 2 : 4;
  const count = read(idBytes);
  return Array.from({ length: count }, () => {
    const id = read(idBytes);
    const how = version === 0 ? 0 : read(2) & 15;
    at += 2;
    const base = read(ofBase >> 4);
    const spans = Array.from({ length: read(2) }, (): Span => {
      if (version > 0) read(ofBase & 15);
      const from = base + read(ofSpans >> 4) + (how === 1 ? (idat ?? 0) : 0);
      return [from, from + read(ofSpans & 15)];
    });
    // What lies in another file, or in another part, is not here to be taken out.
    return { id, spans: how > 1 ? [] : spans };
  });
}
