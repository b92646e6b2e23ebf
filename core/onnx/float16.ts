const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The 16 bits of the nearest half-precision number (ties to even): 1 of sign, 5 of exponent, 10 of fraction.
 * Beyond 65504 it is an infinity.
 *
 * @see IEEE 754-2019, binary16.
 */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65_520) return sign | 0x7c00;
  // Below 2^-14 the unit in the last place stays 2^-24: those are the subnormal numbers.
  const exponent = size < 2 ** -14 ? -14 : exponentOf(size);
  const units = roundToEven(size / 2 ** (exponent - 10));
  // 2^10 units are the hidden bit; rounded up to 2^11 they carry into the exponent by themselves.
  return sign | (units + (exponent + 14) * 1024);
}

export function fromFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Of a number that is normal in single precision. */
function exponentOf(size: number): number {
  float[0] = size;
  const exponent = ((bits[0] ?? 0) >>> 23) - 127;
  return 2 ** exponent > size ? exponent - 1 : exponent; // single precision may have rounded it up to a power of two
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
