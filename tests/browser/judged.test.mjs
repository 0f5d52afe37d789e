// Judged runs: what the service says of the pages themselves, and of clients that do wrong.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { picture } from './checks.mjs';
import { Device, setPin, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { Service } from './service.mjs';

const SHOTS = process.env.PINPROOF_SCREENSHOTS;

/** A report of the sessions so far. @param {Service} issuer @param {string} format */
async function report(issuer, format) {
  const headers = { Authorization: `Basic ${Buffer.from(issuer.credentials).toString('base64')}` };
  const answer = await fetch(`${issuer.origin}/admin/report?format=${format}`, { headers });
  assert.equal(answer.status, 200);
  return answer.text();
}

/** The rules that each session breaks, by number. @param {Service} issuer */
async function broken(issuer) {
  const { cases } = JSON.parse(await report(issuer, 'json'));
  const found = {};
  for (const { id, outcome } of cases) {
    const [, number, rule] = /^judged_(\w+?)_\w+\/(.+)$/.exec(id) ?? [];
    if (number === undefined) continue;
    found[Number(number)] ??= [];
    if (outcome === 'fail') found[Number(number)].push(rule);
  }
  return found;
}

/** A right public key. */
function publicKey() {
  const { publicKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** A client without a page. @param {Service} issuer */
function raw(issuer, id) {
  const post = (path, headers, body) => fetch(issuer.origin + path, { method: 'POST', headers, body, redirect: 'manual' });
  const json = (path, fields) => post(path, { 'Content-Type': 'application/json' }, JSON.stringify({ controlId: id, ...fields }));
  return {
    page: () => post('/pincontrol/v2/pin', { 'Content-Type': 'application/x-www-form-urlencoded' }, `controlId=${id}`),
    key: (key) => json('/pin/v3/set/tzpk', { publicKey: key }),
    pin: (more = {}) => json('/pin/v3/set', { pinBlock: 'AAECAwQFBgc=', ...more }),
  };
}

test('judged: the pages break no rule, by form and in a frame, with good and with spoiled answers', async () => {
  const issuer = await Service.start('--report', '/dev/null', '--format', 'json');
  try {
    for (const faults of [[], ['html@set'], ['truncated@tzpk'], ['pin-refused@set']]) {
      await issuer.newCard();
      await issuer.faults(...faults);
      const device = await Device.open();
      try {
        await device.openForm(await issuer.session('set-pin'));
        if (faults.includes('truncated@tzpk')) {
          await device.told('set_pin_error');
        } else {
          await setPin(device.page, '904718');
          await until(() => device.events.some((event) => /^set_pin_(success|error|validation_error)$/.test(event)), () => 'an event');
        }
      } finally {
        await device.close();
      }
    }
    await issuer.faults();
    await issuer.newCard();
    const desktop = await Device.open({ bridges: [] });
    try {
      await desktop.page.goto(`${issuer.origin}/demo`);
      await desktop.page.locator('#set').click();
      await until(() => desktop.page.frames().length === 2, () => 'the frame');
      await setPin(desktop.page.frames()[1], '904718');
      await shows(desktop.page.frames()[1], 'done');
      await desktop.page.locator('#emboss').click();
      await until(async () => (await desktop.page.locator('#log li').allTextContents()).some((line) => line.includes('embossing run')), () => 'the run');
      await desktop.page.locator('#view').click();
      await until(async () => (await desktop.page.locator('#log li').allTextContents()).includes('view_pin_success'), () => 'the event');
    } finally {
      await desktop.close();
    }
    assert.deepEqual(await broken(issuer), { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] });
    if (SHOTS) writeFileSync(join(SHOTS, 'judged-pages.html'), await report(issuer, 'html'));
  } finally {
    await issuer.stop();
  }
});

test('judged: each wrong client breaks its own rule', async () => {
  const issuer = await Service.start('--report', '/dev/null', '--format', 'json');
  const session = async () => {
    await issuer.newCard();
    const { id } = await issuer.session('set-pin');
    return raw(issuer, id);
  };
  try {
    const key = publicKey();
    const reloads = await session();
    await reloads.page();
    await reloads.page();
    const early = await session();
    await early.page();
    await early.pin();
    const twice = await session();
    await twice.page();
    await twice.key(key);
    const again = await session();
    await again.page();
    await again.key(key);
    await again.pin({ deviceId: 'x' });
    await again.pin();
    const late = await session();
    await issuer.advance(31_000);
    await late.page();
    await issuer.faults('truncated@tzpk');
    const deaf = await session();
    await deaf.page();
    await deaf.key(publicKey());
    await issuer.faults();
    await deaf.pin();
    assert.deepEqual(await broken(issuer), {
      1: ['token-once'],
      2: ['key-before-pin'],
      3: [],
      4: ['no-more-fields', 'block-opens', 'key-once', 'one-pin-a-tzpk'],
      5: ['token-in-time'],
      6: ['block-opens', 'ends-on-a-bad-answer'],
    });
    const html = await report(issuer, 'html');
    assert.equal(html.match(/<svg class="sequence"/g)?.length, 6);
    assert.ok(!html.includes(key));
    if (SHOTS) writeFileSync(join(SHOTS, 'judged-wrong.html'), html);
    await report(issuer, 'junit');
  } finally {
    await issuer.stop();
  }
});

test('judged: the report, opened in a browser, has its layout and its filter', async () => {
  const issuer = await Service.start('--report', '/dev/null', '--format', 'json');
  const [username, password] = issuer.credentials.split(':');
  const operator = await Device.open({ bridges: [], viewport: { width: 1000, height: 800 }, httpCredentials: { username, password } });
  const { page } = operator;
  try {
    const { id } = await issuer.session('set-pin');
    const wrong = raw(issuer, id);
    await wrong.page();
    await wrong.page();
    const answer = await page.goto(`${issuer.origin}/admin/report?format=html`);
    assert.equal(answer.status(), 200);
    // The script ran, and does what it is for.
    const count = page.locator('#filter-count');
    assert.equal(await count.textContent(), '1 of 1 shown');
    await page.locator('#filter').fill('no such case');
    assert.equal(await count.textContent(), '0 of 1 shown');
    await page.locator('#filter').fill('token-once');
    assert.equal(await count.textContent(), '1 of 1 shown');
    // The styles count: without them the boxes of a drawing are black.
    const box = page.locator('svg.sequence .heads rect').first();
    assert.notEqual(await box.evaluate((element) => getComputedStyle(element).fill), 'rgb(0, 0, 0)');
    assert.equal(await page.evaluate(() => window.origin), 'null', 'an origin of its own');
    assert.deepEqual(operator.console, []);
    await picture(page, 'judged-report-in-browser');
  } finally {
    await operator.close();
    await issuer.stop();
  }
});
