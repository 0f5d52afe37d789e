// The browser as a client of pinproof: one line in, one line out. RSA is WebCrypto's; everything else is the library's, compiled
// to WebAssembly. vectors/PROTOCOL.md describes the lines; clients/node/client.mjs is the same for Node, all in JavaScript.
import { HASHES, RSA_BITS, bitsOf, generate, hashOf, privateKey, unwrap } from './rsa.js';

/** @typedef {import('./pinproof.js').ConformanceClient} Library */

/** Thrown on purpose: an answer other than `ok`. Anything else that is thrown is a fault of this file. */
class Refusal {
  /** @param {Record<string, string>} answer */
  constructor(answer) { this.answer = answer; }
}
/** @param {string} reason @returns {never} */
const reject = (reason) => { throw new Refusal({ reject: reason }); };
/** @param {string} why @returns {never} */
const unsupported = (why) => { throw new Refusal({ unsupported: why }); };
/** @param {unknown} condition @param {string} reason */
const need = (condition, reason) => { if (!condition) reject(reason); };

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
/** @param {unknown} text */
function unhex(text) {
  if (typeof text !== 'string') return reject('message');
  need(/^([0-9a-f]{2})*$/.test(text), 'encoding');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Bytes of each kind of key. */
const KINDS = { tdes2: 16, tdes3: 24, aes128: 16, aes192: 24, aes256: 32 };

const CAPABILITIES = {
  ops: ['echo', 'key.generate', 'tzpk.unwrap', 'tzpk.check_value', 'pin_block.encode', 'pin_block.decode', 'pin_block.encrypt',
    'pin_block.decrypt', 'pin.check', 'plastic.choose', 'public_key.check', 'accumulate', 'session.open', 'session.input'],
  oaep: Object.keys(HASHES).map((hash) => `${hash}/${hash}`), oaep_label: true, rsa_bits: RSA_BITS, unwrap_returns: 'key',
  keys: Object.keys(KINDS), check_values: ['tdes', 'aes_cmac', 'aes_ecb'], formats: ['iso0', 'iso1', 'iso2', 'iso3', 'iso4'],
  fill: ['given', 'free'], policies: true, accumulate: ['pin_block.encode', 'pin_block.encrypt'],
  profiles: ['enfuce-v3', 'aes-iso4'], flows: ['set_pin', 'view_pin'], clock: 'virtual',
};

/** Key pairs, one ahead of each length that was asked for: making one takes as long as many answers. */
class Spare {
  /** @type {Map<number, ReturnType<typeof generate>>} */
  #next = new Map();

  /** @param {number} bits */
  take(bits) {
    const taken = this.#next.get(bits) ?? generate(bits);
    const next = generate(bits);
    next.catch(() => {}); // shows when it is taken
    this.#next.set(bits, next);
    return taken;
  }
}

/** A client that has just been started. */
export class BrowserClient {
  /** @type {Library} */ #library;
  /** @type {string} */ #runtime;
  /** Private keys by handle, and of sessions by their public half. @type {Map<string, CryptoKey>} */ #keys = new Map();
  #spare = new Spare();

  /** @param {Library} library @param {string} runtime */
  constructor(library, runtime) {
    this.#library = library;
    this.#runtime = runtime;
  }

  /** @param {string} line @returns {Promise<string>} */
  async answer(line) {
    const { id, op, ...request } = JSON.parse(line);
    try {
      switch (op) {
        case 'hello': return JSON.stringify({ id, ok: this.#hello() });
        case 'stop': return JSON.stringify({ id, ok: {} });
        case 'key.generate': return JSON.stringify({ id, ok: await this.#generate(request) });
        case 'tzpk.unwrap': return JSON.stringify({ id, ok: await this.#unwrap(request) });
        default:
          await this.#bring(line);
          return this.#library.answer(line);
      }
    } catch (error) {
      if (error instanceof Refusal) return JSON.stringify({ id, ...error.answer });
      return JSON.stringify({ id, error: 'the client failed inside' }); // the error's own text may quote a secret
    }
  }

  #hello() {
    const client = { name: 'pinproof-browser', version: '1.0.0', language: 'javascript', runtime: this.#runtime };
    return { client, protocol: 1, capabilities: CAPABILITIES };
  }

  /** @param {{ bits?: any }} request */
  async #generate({ bits }) {
    need(RSA_BITS.includes(bits), 'key_invalid');
    const { spki, key } = await generate(bits);
    const handle = crypto.randomUUID();
    this.#keys.set(handle, key);
    return { spki: hex(spki), handle };
  }

  /** @param {{ key?: any, scheme?: any, wrapped?: any, expect?: any }} request */
  async #unwrap({ key: source, scheme, wrapped, expect }) {
    need(source && scheme, 'message');
    if (!Object.hasOwn(HASHES, scheme.hash) || scheme.hash !== scheme.mgf_hash) unsupported('WebCrypto has no such pair');
    need(expect === 'any' || Object.hasOwn(KINDS, expect), 'message');
    const lengths = expect === 'any' ? Object.values(KINDS) : [KINDS[/** @type {keyof typeof KINDS} */ (expect)]];
    const [ciphertext, label] = [unhex(wrapped), unhex(scheme.label)];
    const key = await this.#privateKey(source, HASHES[/** @type {keyof typeof HASHES} */ (scheme.hash)]);
    // WebCrypto has one error for everything; the length is no secret.
    need(ciphertext.length * 8 === bitsOf(key), 'ciphertext_length');
    const tzpk = await unwrap(key, ciphertext, label);
    if (!tzpk || !lengths.includes(tzpk.length)) return reject('unwrap_failed'); // no word on which of the two it was
    return { tzpk: hex(tzpk) };
  }

  /** @param {{ pkcs8?: unknown, handle?: any }} source @param {string} hash */
  async #privateKey({ pkcs8, handle }, hash) {
    need((pkcs8 === undefined) !== (handle === undefined), 'message');
    if (handle === undefined) return await privateKey(unhex(pkcs8), hash) ?? reject('key_invalid');
    const key = this.#takeKey(handle) ?? reject('key_invalid');
    return hashOf(key) === hash ? key : unsupported('WebCrypto binds a key to one hash when it is made, here SHA-256');
  }

  /** A key pair unwraps one TZPK. @param {string} name */
  #takeKey(name) {
    const key = this.#keys.get(name);
    this.#keys.delete(name);
    return key;
  }

  /** What WebCrypto has to do before the library can answer. @param {string} line */
  async #bring(line) {
    const needs = JSON.parse(this.#library.needs(line) ?? '{}');
    if (needs.generate) {
      const { spki, key } = await this.#spare.take(needs.generate);
      this.#keys.set(hex(spki), key);
      this.#library.bringKey(spki);
    }
    if (needs.unwrap) {
      const key = this.#takeKey(needs.unwrap.spki);
      const unwrapped = key && await unwrap(key, unhex(needs.unwrap.wrapped), new Uint8Array());
      if (unwrapped) this.#library.bringUnwrapped(unhex(needs.unwrap.spki), unwrapped);
    }
  }
}
