// The page on which a run of the kit is watched: axe-core in every state, and words that are true. The run itself is played here;
// conformance.mjs has a real one.
import { spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { accessible, fits, picture } from './checks.mjs';
import { Device, until } from './device.mjs';
import { test } from './harness.mjs';
import { PROGRAM } from './service.mjs';

const LOOKS = {
  wide: { colorScheme: 'light', viewport: { width: 1000, height: 800 } },
  'narrow-dark': { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
};
const STARTED = {
  event: 'started', asked: 5, client: { client: { name: 'a-client', version: '1', language: 'rust', runtime: 'none' } },
};
const WRONG = [
  { id: 'pin_policy/too-short', outcome: 'fail', level: 'must', fails: true, detail: 'expected a refusal' },
  { id: 'oaep/label', outcome: 'fail', level: 'should', fails: false, detail: 'a word of advice' },
  { id: 'oaep/slow', outcome: 'hung', level: 'must', fails: true },
];
const RUNNING = [
  STARTED,
  { event: 'judged', id: 'pin_policy/good', outcome: 'pass', level: 'must', fails: false },
  { event: 'judged', id: 'pin_policy/other', outcome: 'not-tested', level: 'must', fails: false },
  ...WRONG.map((judged) => ({ event: 'judged', ...judged })),
  { event: 'second_client' },
];
const FINISHED = {
  event: 'finished', exit: 1, faults: ['the client wrote to its standard error'], wrong: WRONG,
  not_tested: [{ why: 'not declared', cases: 1 }],
  files: [
    { file: 'pin_policy', pass: 1, fail: 1, advice: 0, untested: 1 },
    { file: 'oaep', pass: 0, fail: 1, advice: 1, untested: 0 },
  ],
};

/** So long may the kit take to read its vectors. */
const START_MS = 50_000;

/** @type {Promise<string> | undefined} */
let kit;

/** The address of a kit that waits for a client, as long as the tests run. */
async function start() {
  const child = spawn(PROGRAM, ['check', '--quiet', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  await until(() => /^listening on [^ ]+: /m.test(said), () => `an address in ${said}`, START_MS);
  // The tests need not wait for its end.
  child.unref();
  child.stderr.unref();
  return `http://${/^listening on ([^ ]+): /m.exec(said)?.[1]}/`;
}

/** The page of a kit, with this progress. */
async function watched(look, progress, act) {
  kit ??= start();
  const url = await kit;
  const device = await Device.open({ bridges: [], ...look });
  try {
    const body = `retry: 600000\ndata: ${JSON.stringify(progress)}\n\n`;
    await device.context.route('**/progress', (route) => route.fulfill({ contentType: 'text/event-stream', body }));
    await act(device, url);
    assert.deepEqual(device.console, []);
  } finally {
    await device.close();
  }
}

for (const [name, look] of Object.entries(LOOKS)) {
  for (const [state, progress, status] of [
    ['waiting', [], /Waiting for a client/],
    ['running', RUNNING, /Answering/],
    ['failed', [...RUNNING, FINISHED], /does not do what it must/],
    ['passed', [STARTED, { ...FINISHED, exit: 0, faults: [], wrong: [], not_tested: [] }], /came out as expected/],
  ]) {
    test(`conformance page: ${state}, ${name}`, () =>
      watched(look, progress, async ({ page }, url) => {
        await page.goto(`${url}conformance.html?watch`);
        await until(async () => status.test(await page.locator('#status').textContent()), () => `${status}`);
        // The numbers are drawn with the next frame.
        if (progress.length > 0) await until(async () => (await page.locator('#files tr').count()) === 2, () => 'the table');
        if (state === 'running' || state === 'failed') assert.equal(await page.locator('#wrong-list li').count(), WRONG.length);
        await fits(page);
        await accessible(page);
        await picture(page, `conformance-${state}-${name}`);
      }));
  }

  test(`conformance page: no client, ${name}`, () =>
    watched(look, [], async (device, url) => {
      const { page } = device;
      await device.context.route('**/worker.js', (route) => route.fulfill({ status: 404 }));
      await page.goto(url);
      await page.locator('#again button').waitFor();
      assert.equal(await page.locator('#status').textContent(), 'Not connected.');
      assert.doesNotMatch(await page.locator('#note').textContent(), /Trying again/);
      await accessible(page);
      await picture(page, `conformance-none-${name}`);
    }));
}
