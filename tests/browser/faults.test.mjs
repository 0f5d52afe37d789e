// Every fault that the service can have: the page tells the right event and shows the right words.
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { picture } from './checks.mjs';
import { Device, embossed, setPin, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { PROGRAM, service } from './service.mjs';

/** Name and steps, as the program lists them. */
function listed() {
  const lines = execFileSync(PROGRAM, ['serve', '--fault', 'list'], { encoding: 'utf8' }).split('\n');
  const faults = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const name = lines[at].split(' ', 1)[0];
    const steps = /^ *at ([^;]+);/.exec(lines[at + 1])?.[1].split(', ') ?? [];
    for (const step of steps) faults.push({ name, step });
  }
  return faults;
}

/** Why the page says that it is over, where it is not something `technical`. */
const REASONS = {
  '5xx': 'unavailable',
  429: 'unavailable',
  expired: 'refused',
  late: 'late',
  'no-answer': 'offline',
  'wasm-missing': 'set-up',
};
/** After these it is certain that no PIN was set. */
const CERTAIN = ['expired'];
/** Where the steps are, in both profiles. */
const PATHS = { tzpk: '/pin/v3/set/tzpk', set: '/pin/v3/set', view: '/pin/v3/view' };
/** So long does the service hold a late answer, in seconds; the browser's clock is moved meanwhile. */
const HELD = 10;
/** So long does the page wait for it. */
const WAITS = 31;

test('the list of faults is there', async () => {
  assert.ok(listed().length >= 40, `${listed().length} faults`);
});

for (const { name, step } of faultsOrNone()) {
  test(`fault ${name}@${step}`, async () => {
    const issuer = await service('--fault-delay', String(HELD));
    const viewing = step === 'view';
    if (viewing) await embossed(issuer, '2580');
    await issuer.faults(`${name}@${step}`);
    const device = await Device.open();
    const { page } = device;
    try {
      if (name === 'late') await page.clock.install();
      const session = await issuer.session(viewing ? 'view-pin' : 'set-pin');
      if (step === 'page' && name !== 'late') {
        await withoutPage(device, session);
        return;
      }
      await device.openForm(session);
      if (step === 'page') {
        // Late, and then as ever.
        await shows(page, 'entry');
        return;
      }
      if (step === 'set') await setPin(page, '2580');
      if (name === 'pin-refused') {
        await device.told('set_pin_validation_error');
        await shows(page, 'entry');
        return;
      }
      if (name === 'late') {
        await shows(page, step === 'set' ? 'sending' : 'loading');
        await until(() => device.sent(PATHS[step]) === 1, () => 'the request');
        await page.clock.runFor(WAITS * 1000);
      }
      await shows(page, 'failed');
      const told = device.events.filter((event) => !event.startsWith('pin_valid'));
      assert.deepEqual(told, [viewing ? 'view_pin_error' : 'set_pin_error']);
      const visible = await page.locator('[data-reason]:visible').evaluateAll((all) => all.map((one) => one.dataset.reason));
      assert.deepEqual(visible, [REASONS[name] ?? 'technical']);
      const uncertain = await page.locator('[data-uncertain]').isVisible();
      assert.equal(uncertain, step === 'set' && !CERTAIN.includes(name));
      assert.equal(await page.locator('.pin-digit').count(), 0);
      assert.deepEqual(device.console, []);
      for (const request of device.requests) assert.ok(!request.url().includes(session.id));
      await staysHere(device, issuer);
      await picture(page, `fault-${name}-${step}`);
    } finally {
      await issuer.faults();
      await device.close();
    }
  });
}

/** Nobody else is asked. The browser lists where a redirect would have led, and does not go there. */
async function staysHere(device, issuer) {
  for (const request of device.requests) {
    if (/^(?:data|about):/.test(request.url()) || request.url().startsWith(`${issuer.origin}/`)) continue;
    assert.ok(request.redirectedFrom() !== null, request.url());
    assert.equal(request.failure()?.errorText, 'net::ERR_ABORTED');
    assert.equal(await request.response(), null);
  }
}

/** There is no page that could tell anything. */
async function withoutPage(device, session) {
  await device.openForm(session).catch(() => {});
  assert.equal(await device.page.locator('[data-panel="entry"]:visible').count(), 0);
  assert.deepEqual(device.events.filter((event) => !event.endsWith('_error')), []);
  assert.equal(device.sent('/pin/v3/set/tzpk'), 0);
}

function faultsOrNone() {
  try {
    return listed();
  } catch (error) {
    test('the list of faults', async () => {
      throw error;
    });
    return [];
  }
}
