// The page cannot be set up: the app is told all the same, whenever it listens.
import assert from 'node:assert/strict';
import { accessible, picture } from './checks.mjs';
import { Device, shows } from './device.mjs';
import { test } from './harness.mjs';
import { startParent } from './parent.mjs';
import { service } from './service.mjs';

/** What can be missing, and how it is taken away. */
const MISSING = {
  'no WebAssembly file': { reason: 'set-up', away: (context) => context.route('**/*.wasm', (route) => route.fulfill({ status: 404 })) },
  'a WebAssembly file that is cut': {
    reason: 'set-up',
    away: (context) => context.route('**/*.wasm', (route) => route.fulfill({ contentType: 'application/wasm', body: Buffer.from('\0asm\x01\0\0') })),
  },
  'no page.js': { reason: 'set-up', away: (context) => context.route('**/page.js', (route) => route.fulfill({ status: 404 })) },
  'a script that page.js needs': { reason: 'set-up', away: (context) => context.route('**/wire.js', (route) => route.abort()) },
  'no crypto.subtle': {
    reason: 'unsupported',
    away: (context) => context.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })),
  },
  'no secure connection': {
    reason: 'insecure',
    away: (context) => context.addInitScript(() => {
      Object.defineProperty(window, 'isSecureContext', { value: false });
      Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });
    }),
  },
  'no WebAssembly': { reason: 'unsupported', away: (context) => context.addInitScript(() => delete globalThis.WebAssembly) },
};

for (const [name, { reason, away }] of Object.entries(MISSING)) {
  test(`${name}: a page of its own tells the error`, async () => {
    const issuer = await service();
    for (const bridge of ['android', 'ios']) {
      const device = await Device.open({ bridges: [bridge] });
      try {
        await away(device.context);
        await device.openForm(await issuer.session('set-pin'));
        await shows(device.page, 'failed');
        assert.equal(await device.page.locator(`[data-reason="${reason}"]`).isVisible(), true);
        assert.deepEqual(device.events, ['set_pin_error']);
        assert.deepEqual(device.console, []);
        await accessible(device.page);
        await picture(device.page, `set-failed-${reason}`);
      } finally {
        await device.close();
      }
    }
  });

  test(`${name}: a frame tells the error of the operation, also to a parent that posts right after load`, async () => {
    const parent = await startParent();
    const issuer = await service('--frame', `bank=${parent.origin}`);
    const device = await Device.open({ bridges: [] });
    const url = `${issuer.origin}/pincontrol/v2/frame?key=bank`;
    try {
      await away(device.context);
      for (const [operation, late] of [['set-pin', false], ['view-pin', false], ['view-pin', true]]) {
        await device.page.goto(parent.origin);
        const message = { operation, controlId: 'never-sent' };
        const post = late ? [] : [[message, issuer.origin]];
        await device.page.evaluate(([at, messages]) => window.openFrame(at, messages), [url, post]);
        const frame = device.page.frames().find((one) => one.url() === url);
        await shows(frame, 'failed');
        const received = () => device.page.evaluate(() => window.received.map(({ data }) => data));
        if (late) {
          assert.deepEqual(await received(), []);
          await device.page.evaluate(([data, origin]) => window.frames[0].postMessage(data, origin), [message, issuer.origin]);
        }
        await device.page.waitForFunction(() => window.received.length > 0);
        assert.deepEqual(await received(), [{ event: `${operation.replace('-', '_')}_error` }]);
      }
    } finally {
      await device.close();
      parent.close();
    }
  });
}

test('scripts that never come are waited for, but not for ever', async () => {
  const issuer = await service();
  const device = await Device.open();
  try {
    await device.page.clock.install();
    await device.context.route('**/*.wasm', () => {});
    await device.openForm(await issuer.session('set-pin'));
    await shows(device.page, 'loading');
    await picture(device.page, 'loading');
    await accessible(device.page);
    assert.deepEqual(device.events, []);
    await device.page.clock.runFor(31_000);
    await shows(device.page, 'failed');
    assert.deepEqual(device.events, ['set_pin_error']);
  } finally {
    await device.close();
  }
});

test('without JavaScript the page says so', async () => {
  const issuer = await service();
  const device = await Device.open({ javaScriptEnabled: false });
  try {
    const { pinURL, id } = await issuer.session('set-pin');
    await device.page.goto(`data:text/html,<form method=post action="${pinURL}"><input name=controlId value="${id}"><button>go</button></form>`);
    await device.page.locator('button').click();
    await device.page.locator('noscript').waitFor({ state: 'attached' });
    assert.match(await device.page.locator('main').innerText(), /needs JavaScript/);
    await picture(device.page, 'no-javascript');
  } finally {
    await device.close();
  }
});

test('the control token is out of the page before anything else runs', async () => {
  const issuer = await service();
  const device = await Device.open();
  try {
    await device.context.route('**/page.js', () => {});
    const session = await issuer.session('set-pin');
    await device.openForm(session).catch(() => {});
    await shows(device.page, 'loading');
    const html = await device.page.evaluate(() => document.documentElement.outerHTML);
    assert.ok(html.includes('pin-card') && !html.includes(session.id));
    assert.ok(!device.page.url().includes(session.id));
  } finally {
    await device.close();
  }
});
