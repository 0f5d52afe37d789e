// conformance.mjs URL FOLDER: the page that runs the browser's own client, to the end of its run. Prints what it drew as JSON, and
// leaves pictures of it in FOLDER.
import { chromium } from 'playwright-core';
import { join } from 'node:path';
import { accessible } from './checks.mjs';

/** So long may a run take. */
const LIMIT_MS = 900_000;

const [url, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  const [lines, foreign] = [[], []];
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => lines.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && origin !== new URL(url).origin) foreign.push(request.url());
  });
  await page.goto(url);
  await page.waitForFunction(() => document.getElementById('passed')?.textContent !== '0', null, { timeout: 60_000 });
  await page.screenshot({ path: join(folder, 'conformance-running.png') });
  await page.waitForFunction(() => document.body.dataset.exit !== undefined, null, { timeout: LIMIT_MS });
  await page.screenshot({ path: join(folder, 'conformance-done.png') });
  await accessible(page);
  await page.screenshot({ path: join(folder, 'conformance-whole.png'), fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: join(folder, 'conformance-dark.png') });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.screenshot({ path: join(folder, 'conformance-narrow.png') });
  await accessible(page);
  const drawn = await page.evaluate(() => {
    const number = (id) => Number(document.getElementById(id).textContent);
    return {
      exit: document.body.dataset.exit,
      status: document.getElementById('status').textContent,
      numbers: { passed: number('passed'), failed: number('failed'), advice: number('advice'), notTested: number('not-tested') },
    };
  });
  console.log(JSON.stringify({ ...drawn, console: lines, foreign }));
} finally {
  await browser.close();
}
