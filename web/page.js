// What boot.js loads: the WebAssembly, and then one of the two flows.
import init, { Terms } from './pinproof.js';
import { progress } from './progress.js';
import { setPin } from './set-pin.js';
import { speak } from './texts.js';
import { viewPin } from './view-pin.js';

/**
 * Sets the page up. Resolves when it can do its work; what happens from then on, it tells itself.
 *
 * @param {Boot} boot
 */
export async function start(boot) {
  speak();
  await init({ module_or_path: new URL('pinproof_bg.wasm', import.meta.url) });
  const terms = new Terms(document.documentElement.dataset.profile ?? '');
  progress(1);
  void run(boot, terms);
}

/** @param {Boot} boot @param {Terms} terms */
async function run(boot, terms) {
  const { operation, controlId } = await boot.opened;
  // What loads too late asks for nothing.
  if (boot.over) return;
  speak();
  await (operation === 'set-pin' ? setPin(boot, terms, controlId) : viewPin(boot, terms, controlId));
}
