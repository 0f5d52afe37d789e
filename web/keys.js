// The key pair, which WebCrypto makes and keeps.

/**
 * A new key pair. Its private half cannot be taken out of WebCrypto, and is forgotten with the page.
 *
 * @param {import('./pinproof.js').Terms} terms
 */
export async function makeKeyPair(terms) {
  const algorithm = {
    name: 'RSA-OAEP',
    modulusLength: terms.rsaBits,
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: terms.hash,
  };
  const pair = await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt']);
  const spki = await crypto.subtle.exportKey('spki', pair.publicKey);
  return { privateKey: pair.privateKey, spki: new Uint8Array(spki) };
}

/**
 * What the key pair finds in the wrapped key.
 *
 * @param {CryptoKey} privateKey
 * @param {Uint8Array<ArrayBuffer>} wrapped
 * @param {import('./pinproof.js').Terms} terms
 */
export async function unwrap(privateKey, wrapped, terms) {
  // A copy: some engines take no view of memory that WebAssembly may grow.
  const label = new Uint8Array(terms.label);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'RSA-OAEP', label }, privateKey, wrapped));
}
