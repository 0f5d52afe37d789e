// A pinproof client on Node's own cryptography: WebCrypto for RSA, node:crypto for TDES, AES and DER. No packages.
// One JSON object per line in, one out; vectors/PROTOCOL.md describes both.
import { createCipheriv, createDecipheriv, createHash, createPublicKey, randomInt, timingSafeEqual } from 'node:crypto';
import { pipeline } from 'node:stream/promises';

const operations = Object.create(null); // name -> function from request to the body of `ok`

// Thrown on purpose: an answer other than `ok`. Anything else that is thrown is a fault of this file.
class Refusal { constructor(answer) { this.answer = answer; } }
const reject = (reason, native) => { throw new Refusal({ reject: reason, native }); };
const unsupported = (why) => { throw new Refusal({ unsupported: why }); };
const need = (condition, reason, native) => { if (!condition) reject(reason, native); };
const pick = (table, name) => (Object.hasOwn(table, name) ? table[name] : reject('message'));

// Strict: Buffer.from(text, 'hex') alone stops silently at the first bad digit.
function unhex(text) {
  need(typeof text === 'string', 'message');
  need(/^([0-9a-f]{2})*$/.test(text), 'encoding');
  return Buffer.from(text, 'hex');
}
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const xor = (a, b) => a.map((byte, i) => byte ^ b[i]);

// --- RSA-OAEP: WebCrypto has one hash for the label and for MGF1 ---
const HASHES = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
const RSA_BITS = [2048, 3072, 4096];
const handles = new Map(); // handle -> private key that cannot leave WebCrypto

operations['key.generate'] = async ({ bits }) => {
  need(RSA_BITS.includes(bits), 'key_invalid');
  const algorithm = { name: 'RSA-OAEP', modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' };
  const pair = await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt']);
  const handle = crypto.randomUUID();
  handles.set(handle, pair.privateKey);
  return { spki: hex(await crypto.subtle.exportKey('spki', pair.publicKey)), handle };
};

async function privateKey({ pkcs8, handle }, hash) {
  need((pkcs8 === undefined) !== (handle === undefined), 'message');
  if (handle !== undefined) {
    const key = handles.get(handle) ?? reject('key_invalid');
    handles.delete(handle); // a key pair unwraps one TZPK
    return key.algorithm.hash.name === hash ? key : unsupported('WebCrypto binds a generated key to one hash, here SHA-256');
  }
  const imported = crypto.subtle.importKey('pkcs8', unhex(pkcs8), { name: 'RSA-OAEP', hash }, false, ['decrypt']);
  const key = await imported.catch(() => reject('key_invalid'));
  return RSA_BITS.includes(key.algorithm.modulusLength) ? key : reject('key_invalid');
}

operations['tzpk.unwrap'] = async ({ key: source, scheme, wrapped, expect }) => {
  need(source && scheme, 'message');
  if (!Object.hasOwn(HASHES, scheme.hash) || scheme.hash !== scheme.mgf_hash) unsupported('WebCrypto has no such pair');
  const lengths = expect === 'any' ? [16, 24, 32] : [pick(KINDS, expect)];
  const [ciphertext, label] = [unhex(wrapped), unhex(scheme.label)];
  const key = await privateKey(source, HASHES[scheme.hash]);
  const k = key.algorithm.modulusLength / 8;
  need(ciphertext.length > 0 && ciphertext.length <= k, 'ciphertext_length'); // hides what Node does (20.20 refuses both)
  // A shorter one is left to the platform, which pads it although RFC 8017, section 7.1.2, step 1.b, refuses it.
  const tzpk = await crypto.subtle.decrypt({ name: 'RSA-OAEP', label }, key, ciphertext)
    .catch((error) => need(ciphertext.length === k, 'ciphertext_length', error.name));
  need(lengths.includes(tzpk?.byteLength), 'unwrap_failed'); // no word on whether padding or length was wrong
  return { tzpk: hex(tzpk) };
};

// --- TDES and AES keys ---
const KINDS = { tdes2: 16, tdes3: 24, aes128: 16, aes192: 24, aes256: 32 };
const isTdes = (kind) => kind.startsWith('tdes');
// The 4 weak and 12 semi-weak DES keys, parity bits cleared: two of the bytes 00, 1e, e0 and fe take turns; in the right
// half of the key, 0e stands for 1e and f0 for e0.
const HALVES = [['00', '00'], ['1e', '0e'], ['e0', 'f0'], ['fe', 'fe']];
const WEAK = HALVES.flatMap(([a, c]) => HALVES.map(([b, d]) => (a + b).repeat(2) + (c + d).repeat(2)));

function isWeak(kind, key) {
  if (!isTdes(kind)) return key.every((byte) => byte === key[0]);
  const [k1, k2, k3] = hex(key.map((byte) => byte & 0xfe)).match(/.{16}/g);
  return [k1, k2, k3].some((part) => WEAK.includes(part)) || k1 === k2 || k2 === k3;
}

// A checked key as two functions on whole blocks. TDES with two keys is K1 | K2 | K1; Node does not expand it.
function blockCipher(kind, key) {
  need(key.length === KINDS[kind], 'key_length');
  need(!isWeak(kind, key), 'key_weak');
  const full = kind === 'tdes2' ? Buffer.concat([key, key.subarray(0, 8)]) : key;
  const name = isTdes(kind) ? 'des-ede3-ecb' : `aes-${full.length * 8}-ecb`;
  const run = (create) => (data) => {
    const cipher = create(name, full, null).setAutoPadding(false); // Node would add a block of padding
    return Buffer.concat([cipher.update(data), cipher.final()]);
  };
  return { encrypt: run(createCipheriv), decrypt: run(createDecipheriv) };
}
// AES-CMAC (RFC 4493) of one whole block of zeros: what is enciphered last is 0 XOR K1.
function cmacOfZeros(encrypt) {
  const doubled = BigInt(`0x${hex(encrypt(Buffer.alloc(16)))}`) << 1n;
  const k1 = BigInt.asUintN(128, doubled) ^ (doubled >> 128n ? 0x87n : 0n);
  return encrypt(Buffer.from(k1.toString(16).padStart(32, '0'), 'hex'));
}

const CHECK_VALUES = {
  tdes: ({ encrypt }) => encrypt(Buffer.alloc(8)).subarray(0, 3),
  aes_cmac: ({ encrypt }) => cmacOfZeros(encrypt).subarray(0, 5),
  aes_ecb: ({ encrypt }) => encrypt(Buffer.alloc(16)).subarray(0, 3),
};
operations['tzpk.check_value'] = ({ kind, key, method }) => {
  const [bytes, compute] = [unhex(key), pick(CHECK_VALUES, method)];
  need(pick(KINDS, kind) && isTdes(kind) === (method === 'tdes'), 'message');
  return { check_value: hex(compute(blockCipher(kind, bytes))) };
};

// --- ISO 9564-1 PIN blocks ---
const DECIMAL = '0123456789';
const HEX = `${DECIMAL}abcdef`;
// `control`: the first digit. `pad`: the digits that may stand between the PIN and the 16th digit. `pan`: how long a PAN
// may be that the format binds. `tdes`: TDES or AES; format 2 goes with neither.
const FORMATS = {
  iso0: { control: '0', size: 8, pad: 'f', pan: [13, 19], tdes: true },
  iso1: { control: '1', size: 8, pad: HEX, tdes: true },
  iso2: { control: '2', size: 8, pad: 'f' },
  iso3: { control: '3', size: 8, pad: 'abcdef', pan: [13, 19], tdes: true },
  iso4: { control: '4', size: 16, pad: 'a', pan: [1, 19], tdes: false },
};

// Refused before anything but the hex is read: format 2 on line, a TDES format under AES, format 4 under TDES.
const onlineFormat = ({ format: name, kind }) =>
  (pick(KINDS, kind) && pick(FORMATS, name).tdes === isTdes(kind) ? FORMATS[name] : reject('message'));

// Digits stay characters from end to end: a number would lose leading zeros and the tail of a long PAN.
function digits(text, [min, max], what) {
  need(typeof text === 'string', 'message');
  need(/^[0-9]*$/.test(text), `${what}_charset`);
  need(text.length >= min && text.length <= max, `${what}_length`);
  return text;
}

// Formats 0 and 3: the 12 rightmost digits without the check digit. Format 4: length less 12, then the whole PAN.
function panField(format, typed) {
  if (!format.pan) return undefined;
  const pan = digits(typed, format.pan, 'pan');
  const whole = Math.max(0, pan.length - 12) + pan.padStart(12, '0');
  return Buffer.from(format.size === 8 ? `0000${pan.slice(-13, -1)}` : whole.padEnd(32, '0'), 'hex');
}

// The two fields of a block. After the PIN come the pad, if the format fixes it, and the digits that it leaves free.
function fields(format, { pin: typed, pan: card, fill: given }) {
  const pin = digits(typed, [4, 12], 'pin');
  const pan = panField(format, card);
  const [pad, alphabet] = format.pad.length === 1 ? [format.pad.repeat(14 - pin.length), HEX] : ['', format.pad];
  const start = format.control + pin.length.toString(16) + pin + pad;
  const free = 2 * format.size - start.length;
  const fill = given ?? Array.from({ length: free }, () => alphabet[randomInt(alphabet.length)]).join('');
  need(fill.length === free && [...fill].every((digit) => alphabet.includes(digit)), 'message');
  return [Buffer.from(start + fill, 'hex'), pan];
}
// Formats 0 and 3 mix the PAN in before the cipher; format 4 does so between two runs of it.
const mixed = (format, field, pan) => (format.size === 8 && pan ? xor(field, pan) : field);

// Every digit is looked at before the one verdict, so that the answer does not tell which of them was wrong.
function readPin(format, field) {
  const [control, lengthDigit, ...rest] = hex(field);
  const length = parseInt(lengthDigit, 16);
  let bad = control !== format.control | length < 4 | length > 12;
  rest.slice(0, 14).forEach((digit, i) => { bad |= !(i < length ? DECIMAL : format.pad).includes(digit); });
  need(!bad, 'block_invalid');
  return { pin: rest.slice(0, length).join('') };
}

operations['pin_block.encode'] = (request) => {
  const format = pick(FORMATS, request.format);
  const [field, pan] = fields(format, request);
  return format.size === 8 ? { block: hex(mixed(format, field, pan)) } : { pin_field: hex(field), pan_field: hex(pan) };
};
operations['pin_block.decode'] = (request) => {
  const format = pick(FORMATS, request.format);
  const block = unhex(format.size === 8 ? request.block : request.pin_field);
  const pan = format.size === 8 && panField(format, request.pan); // format 4 has nothing of the PAN in its PIN field
  need(block.length === format.size, 'block_length');
  return readPin(format, mixed(format, block, pan));
};
operations['pin_block.encrypt'] = (request) => {
  const key = unhex(request.key);
  const format = onlineFormat(request);
  const [field, pan] = fields(format, request);
  const { encrypt } = blockCipher(request.kind, key);
  const first = encrypt(mixed(format, field, pan));
  return { encrypted: hex(format.size === 8 ? first : encrypt(xor(first, pan))) };
};
operations['pin_block.decrypt'] = (request) => {
  const [key, block] = [unhex(request.key), unhex(request.encrypted)];
  const format = onlineFormat(request);
  const pan = panField(format, request.pan);
  const { decrypt } = blockCipher(request.kind, key);
  need(block.length === format.size, 'block_length');
  const first = decrypt(block);
  return readPin(format, format.size === 8 ? mixed(format, first, pan) : decrypt(xor(first, pan)));
};

// --- PIN rules ---
const RULES = ['min', 'max', 'ascending_run', 'descending_run', 'wrap', 'max_same', 'max_in_a_row', 'deny', 'birth_date',
  'pan_tail', 'pan_part', 'phone_part', 'old_pin'];
const BIRTH_ORDERS = 'YYYY yyMM MMyy MMDD DDMM yyDD DDyy yyMMDD DDMMyy MMDDyy YYYYMMDD DDMMYYYY MMDDYYYY';

function checkPolicy(policy) {
  need(policy?.min >= 4 && policy.min <= policy.max && policy.max <= 12, 'message');
  // A rule that is passed over because it is unknown would let PINs through.
  return Object.keys(policy).every((rule) => RULES.includes(rule)) ? policy : unsupported('the policy has an unknown rule');
}

// How many digits, at most, stand side by side with one step from each to the next. With `wrap`, 9 and 0 are neighbours.
function longestRun(pin, step, wrap) {
  const steps = wrap ? [step, -9 * step] : [step];
  let run = 0;
  return Math.max(...Array.from(pin, (digit, i) => { run = steps.includes(digit - pin[i - 1]) ? run + 1 : 1; return run; }));
}

function isBirthDate(pin, date) {
  const [YYYY, MM, DD] = date.split('-');
  const parts = { YYYY, yy: YYYY.slice(2), MM, DD };
  return BIRTH_ORDERS.replace(/YYYY|yy|MM|DD/g, (part) => parts[part]).split(' ').includes(pin);
}

// No early exit at the first difference, nor at a different length.
const sameText = (...texts) => timingSafeEqual(...texts.map((text) => createHash('sha256').update(text).digest()));

// The order of the lines is the precedence of the classes. A rule whose fact is missing passes.
function judgePin(policy, typed, repeat, { pan, birth_date: birthDate, phone, old_pin: oldPin } = {}) {
  const pin = digits(typed, [policy.min, policy.max], 'pin');
  need(!(longestRun(pin, 1, policy.wrap) >= policy.ascending_run), 'pin_sequence'); // an absent rule compares as false
  need(!(longestRun(pin, -1, policy.wrap) >= policy.descending_run), 'pin_sequence');
  need(!(Math.max(...[...pin].map((digit) => pin.split(digit).length - 1)) > policy.max_same), 'pin_repeat');
  need(!(longestRun(pin, 0, false) > policy.max_in_a_row), 'pin_repeat');
  need(!policy.deny?.includes(pin), 'pin_denylist');
  need(!(policy.birth_date && birthDate && isBirthDate(pin, birthDate)), 'pin_context');
  need(!(policy.pan_tail && pan?.endsWith(pin)), 'pin_context');
  need(!(policy.pan_part && pan?.includes(pin)), 'pin_context');
  need(!(policy.phone_part && phone?.replace(/[^0-9]/g, '').includes(pin)), 'pin_context');
  need(!(policy.old_pin && oldPin !== undefined && sameText(pin, oldPin)), 'pin_context');
  need(repeat === undefined || sameText(pin, repeat), 'pin_mismatch');
  return {};
}
operations['pin.check'] = ({ policy, pin, repeat, facts }) => judgePin(checkPolicy(policy), pin, repeat, facts);
operations.accumulate = ({ of, params, count, checkpoint }) => {
  if (of !== 'pin.check') unsupported('only pin.check can be accumulated');
  const policy = checkPolicy(params?.policy);
  const passes = (pin) => { try { return judgePin(policy, pin); } catch (e) { if (!(e instanceof Refusal)) throw e; } };
  const [hash, checkpoints] = [createHash('sha256'), []];
  for (let i = 0; i < count; i += 1) {
    hash.update(passes(String(i).padStart(4, '0')) ? '1' : '0');
    if ((i + 1) % checkpoint === 0) checkpoints.push(hash.copy().digest('hex'));
  }
  return { digest: hash.digest('hex'), checkpoints };
};

// --- the issuer's look at a public key ---
operations['public_key.check'] = ({ spki, text }) => {
  need((spki === undefined) !== (text === undefined), 'message');
  const der = text === undefined ? unhex(spki) : Buffer.from(text, 'base64');
  need(text === undefined || der.toString('base64') === text, 'encoding'); // Node passes over what is not base64
  let key;
  try { key = createPublicKey({ key: der, format: 'der', type: 'spki' }); } catch { reject('key_invalid'); }
  need(key.asymmetricKeyType === 'rsa' && key.export({ format: 'der', type: 'spki' }).equals(der), 'key_invalid');
  const { modulusLength, publicExponent: e } = key.asymmetricKeyDetails;
  need(RSA_BITS.includes(modulusLength) && e >= 65537n && e < 2n ** 32n && e & 1n, 'key_invalid');
  need(Buffer.from(key.export({ format: 'jwk' }).n, 'base64url').at(-1) & 1, 'key_invalid');
  return {};
};

// --- the plastic that waits for its PIN ---
operations['plastic.choose'] = ({ plastics }) => {
  const text = (value) => typeof value === 'string';
  const fits = (entry) => text(entry?.id) && entry.id && text(entry.status) && Number.isSafeInteger(entry.sequenceNumber)
    && entry.sequenceNumber >= 0;
  need(Array.isArray(plastics) && plastics.every(fits), 'message'); // one wrong entry, and the list is not to be trusted
  const waiting = plastics.filter(({ status }) => status === 'INACTIVE');
  const highest = Math.max(...waiting.map(({ sequenceNumber }) => sequenceNumber));
  const chosen = waiting.filter(({ sequenceNumber }) => sequenceNumber === highest);
  need(chosen.length === 1, 'session_state'); // none, or a tie that nobody here can break
  return { plastic_id: chosen[0].id };
};

// --- the wire ---
operations.echo = ({ bytes }) => ({ bytes: hex(unhex(bytes)) });
const CLIENT = { name: 'pinproof-node', version: '1.0.0', language: 'javascript', runtime: `node ${process.version}` };
const CAPABILITIES = {
  ops: Object.keys(operations), policies: true,
  oaep: Object.keys(HASHES).map((hash) => `${hash}/${hash}`), oaep_label: true, rsa_bits: RSA_BITS, unwrap_returns: 'key',
  keys: Object.keys(KINDS), check_values: Object.keys(CHECK_VALUES), formats: Object.keys(FORMATS), fill: ['given', 'free'],
};
operations.hello = () => ({ client: CLIENT, protocol: 1, capabilities: CAPABILITIES });
operations.stop = () => ({});

async function answer({ id, op, ...request }) {
  try {
    return { id, ok: await (operations[op] ?? unsupported('no such operation'))(request) };
  } catch (error) {
    if (error instanceof Refusal) return { id, ...error.answer };
    return { id, error: 'the client failed inside' }; // the error's own text may quote a secret
  }
}

// Not node:readline, which also ends a line at U+2028; a PIN field may hold one.
async function* answers(requests) {
  let rest = '';
  for await (const chunk of requests.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const request of lines.map((line) => JSON.parse(line))) {
      yield `${JSON.stringify(await answer(request))}\n`;
      if (request.op === 'stop') return;
    }
  }
}
// A line that is not JSON, or a kit that is gone, ends in code 1; Node's own message would show part of the line.
await pipeline(process.stdin, answers, process.stdout).catch(() => process.exit(1));
