import { PICTURE_HEAD_BYTES, pictureTypeOf } from '../../shared/rules/file-types.ts';

/** Which kind of picture a file is by its content; null for what is none that is known. */
export async function pictureKind(file: Blob): Promise<string | null> {
  return pictureTypeOf(new Uint8Array(await file.slice(0, PICTURE_HEAD_BYTES).arrayBuffer()));
}
