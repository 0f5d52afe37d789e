// What holds of every page.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = process.env.PINPROOF_SCREENSHOTS ?? 'screenshots';

/** A picture for people to look at. */
export async function picture(page, name) {
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, animations: 'disabled' });
}

/** What axe-core has against the page as it is now. */
export async function accessible(page) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`);
  assert.deepEqual(told, []);
  assert.ok(passes.length > 10, 'axe-core looked at something');
}

/** Nothing stands out on the side. */
export async function fits(page) {
  const [inner, wanted] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  assert.ok(wanted <= inner, `${wanted} px on ${inner} px`);
}

/** Nothing is left behind, nothing was said in the console, and nobody but the service was asked. */
export async function leavesNothing(device, origins, secrets) {
  for (const page of device.context.pages()) {
    for (const frame of page.frames()) {
      if (!frame.url().startsWith('http')) continue;
      const left = await frame.evaluate(async () => ({
        local: { ...localStorage },
        session: { ...sessionStorage },
        cookies: document.cookie,
        databases: (await indexedDB.databases()).length,
        caches: (await caches.keys()).length,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
      }));
      assert.deepEqual(left, { local: {}, session: {}, cookies: '', databases: 0, caches: 0, workers: 0 });
      const held = await frame.evaluate(() => ({
        html: document.documentElement.outerHTML,
        history: JSON.stringify(window.history.state),
        // What was typed is in no markup, and digits that are shown stand one by one.
        typed: [...document.querySelectorAll('input, textarea')].map((field) => field.value).join('\n'),
        shown: (document.documentElement.textContent ?? '').replace(/\s/g, ''),
      }));
      for (const [where, words] of Object.entries(held)) {
        for (const secret of secrets) assert.ok(!words?.includes(secret), `a secret stands in the page: ${where}`);
      }
    }
  }
  const { cookies, origins: stored } = await device.context.storageState({ indexedDB: true });
  assert.deepEqual([cookies, stored], [[], []]);
  assert.deepEqual(device.console, []);
  for (const request of device.requests) {
    const url = new URL(request.url());
    if (url.protocol === 'data:' || url.protocol === 'about:') continue;
    assert.ok(origins.includes(url.origin), `a request to ${url.origin}`);
    for (const secret of secrets) assert.ok(!request.url().includes(secret), 'a secret in a URL');
  }
}
