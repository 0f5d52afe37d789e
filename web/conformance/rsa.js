// RSA-OAEP by WebCrypto: key pairs, private keys that come as PKCS#8, unwrapping.

/** What an RSA key says of itself. @typedef {KeyAlgorithm & { modulusLength: number, hash: KeyAlgorithm }} RsaAlgorithm */

/** Names in the client protocol, and WebCrypto's. It has one hash for both the label and MGF1. */
export const HASHES = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
export const RSA_BITS = [2048, 3072, 4096];

const EXPONENT = Uint8Array.of(1, 0, 1);

/**
 * A key pair that is good for one unwrap with SHA-256. Its private half cannot leave WebCrypto.
 * @param {number} bits
 * @returns {Promise<{ spki: Uint8Array, key: CryptoKey }>}
 */
export async function generate(bits) {
  const algorithm = { name: 'RSA-OAEP', modulusLength: bits, publicExponent: EXPONENT, hash: 'SHA-256' };
  const pair = await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt']);
  const spki = await crypto.subtle.exportKey('spki', pair.publicKey);
  return { spki: new Uint8Array(spki), key: pair.privateKey };
}

/**
 * @param {Uint8Array<ArrayBuffer>} pkcs8
 * @param {string} hash
 * @returns {Promise<CryptoKey | undefined>} none when WebCrypto does not take it, or the protocol has no such length
 */
export async function privateKey(pkcs8, hash) {
  const algorithm = { name: 'RSA-OAEP', hash };
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['decrypt']).catch(() => undefined);
  return key && RSA_BITS.includes(bitsOf(key)) ? key : undefined;
}

/** @param {CryptoKey} key */
export const bitsOf = (key) => /** @type {RsaAlgorithm} */ (key.algorithm).modulusLength;

/** @param {CryptoKey} key */
export const hashOf = (key) => /** @type {RsaAlgorithm} */ (key.algorithm).hash.name;

/**
 * @param {CryptoKey} key
 * @param {Uint8Array<ArrayBuffer>} wrapped
 * @param {Uint8Array<ArrayBuffer>} label
 * @returns {Promise<Uint8Array | undefined>} none for everything that is wrong with it
 */
export async function unwrap(key, wrapped, label) {
  const opened = await crypto.subtle.decrypt({ name: 'RSA-OAEP', label }, key, wrapped).catch(() => undefined);
  return opened && new Uint8Array(opened);
}
