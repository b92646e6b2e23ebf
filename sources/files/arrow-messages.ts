import type { FileHandle } from 'node:fs/promises';

const MAGIC = 'ARROW1';
const CONTINUATION = 0xffffffff;

export type ArrowMessageKind = 'schema' | 'dictionary' | 'records' | 'other';

export interface ArrowMessage {
  readonly kind: ArrowMessageKind;
  /** Frame, metadata and body: what a reader of IPC streams takes. */
  readonly bytes: Uint8Array;
}

const kinds: readonly ArrowMessageKind[] = ['other', 'schema', 'dictionary', 'records'];

/**
 * The messages of Arrow IPC one by one, so that a file larger than memory can be read. The file format
 * is the stream format between a magic number, padded to 8 bytes, and a footer.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format
 */
export async function* arrowMessages(file: FileHandle): AsyncGenerator<ArrowMessage> {
  const start = await readAt(file, 0, 8);
  let position = new TextDecoder().decode(start.subarray(0, 6)) === MAGIC ? 8 : 0;
  for (;;) {
    const frame = await readAt(file, position, 8);
    if (frame.length === 0) return; // a stream may end without a mark
    const metadataBytes = viewOf(frame).getInt32(4, true);
    if (frame.length < 8 || viewOf(frame).getUint32(0, true) !== CONTINUATION || metadataBytes < 0)
      throw new Error('no message where one must begin');
    if (metadataBytes === 0) return;
    const { kind, bodyBytes } = describeMessage(await readAll(file, position + 8, metadataBytes));
    const bytes = await readAll(file, position, 8 + metadataBytes + bodyBytes);
    yield { kind, bytes };
    position += bytes.length;
  }
}

/** Two fields of the flatbuffer table Message: header type (slot 1, uint8) and body length (slot 3, int64). */
function describeMessage(metadata: Uint8Array): { kind: ArrowMessageKind; bodyBytes: number } {
  const view = viewOf(metadata);
  const table = view.getInt32(0, true);
  const slots = table - view.getInt32(table, true);
  const slotBytes = view.getUint16(slots, true);
  const fieldAt = (slot: number): number => (4 + slot * 2 < slotBytes ? view.getUint16(slots + 4 + slot * 2, true) : 0);
  const [kindAt, bodyAt] = [fieldAt(1), fieldAt(3)];
  return {
    kind: kinds[kindAt === 0 ? 0 : view.getUint8(table + kindAt)] ?? 'other',
    bodyBytes: bodyAt === 0 ? 0 : Number(view.getBigInt64(table + bodyAt, true)),
  };
}

async function readAll(file: FileHandle, position: number, bytes: number): Promise<Uint8Array> {
  const { size } = await file.stat();
  // Before allocating: damaged bytes may claim any length.
  if (position + bytes > size) throw new Error(`it ends at byte ${String(size)}, within a message`);
  return readAt(file, position, bytes);
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
