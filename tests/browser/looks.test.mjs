// Every state of the page in light and dark, from left to right and from right to left, on narrow and wide screens: pictures, axe-core, and
// nothing that stands out.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible, fits, picture } from './checks.mjs';
import { Device, embossed, setPin, shows, type } from './device.mjs';
import { test } from './harness.mjs';
import { service } from './service.mjs';

const LOOKS = {
  'light-390': { colorScheme: 'light' },
  'dark-390': { colorScheme: 'dark' },
  'light-320': { colorScheme: 'light', viewport: { width: 320, height: 568 } },
  'dark-rtl-320': { colorScheme: 'dark', locale: 'ar', viewport: { width: 320, height: 568 } },
  'light-rtl-390': { colorScheme: 'light', locale: 'ar-EG' },
  'light-desktop': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
};

for (const [look, context] of Object.entries(LOOKS)) {
  test(`looks: ${look}`, async () => {
    const issuer = await service();
    const device = await Device.open({ ...context, bridges: [] });
    const { page } = device;
    const rtl = look.includes('rtl');
    const state = async (panel, name = panel) => {
      await shows(page, panel);
      await fits(page);
      await accessible(page);
      await picture(page, `look-${look}-${name}`);
    };
    try {
      await device.context.route('**/pin/v3/set', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        await route.continue().catch(() => {});
      });
      await device.openForm(await issuer.session('set-pin'));
      await state('entry', 'set-entry');
      assert.equal(await page.evaluate(() => document.documentElement.dir), rtl ? 'rtl' : 'ltr');
      assert.equal(await page.evaluate(() => document.documentElement.lang), rtl ? 'ar' : 'en');
      await type(page, '258014703691', '2581');
      await page.locator('.pin-submit').click();
      await state('entry', 'set-entry-error');
      await type(page, '258014703691');
      await page.locator('.pin-submit').click();
      await state('sending', 'set-sending');
      await state('done', 'set-done');
      await issuer.emboss();
      await device.openForm(await issuer.session('view-pin'));
      await state('shown', 'view-shown');
      await page.locator('.pin-hide').click();
      await state('hidden', 'view-hidden');
      await device.openForm({ id: 'made-up', pinURL: (await issuer.session('view-pin')).pinURL });
      await state('failed', 'failed');
    } finally {
      await device.close();
    }
  });
}

test('looks: twice the text size, no motion, forced colours', async () => {
  const issuer = await service();
  await embossed(issuer, '2580');
  const device = await Device.open({ forcedColors: 'active', reducedMotion: 'reduce', viewport: { width: 320, height: 568 }, deviceScaleFactor: 2 });
  try {
    await device.openForm(await issuer.session('view-pin'));
    await shows(device.page, 'shown');
    await device.page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    await fits(device.page);
    await picture(device.page, 'look-forced-colours-large');
  } finally {
    await device.close();
  }
});

/** A service with this style sheet, and its page. */
async function styled(css, act) {
  const file = join(mkdtempSync(join(tmpdir(), 'pinproof-css-')), 'issuer.css');
  writeFileSync(file, css);
  const issuer = await service('--css', file);
  const device = await Device.open();
  try {
    await device.openForm(await issuer.session('set-pin'));
    await shows(device.page, 'entry');
    await act(device, device.page);
  } finally {
    await device.close();
  }
}

test('looks: an issuer changes a few properties', () =>
  styled(
    `@import url("pin.css");
     :root { --pin-accent: #7a1f5c; --pin-background: #f6ecf2; --pin-radius: 0; --pin-font: Georgia, serif; }
     .pin-title { text-transform: uppercase; }`,
    async (device, page) => {
      const [colour, font] = await page.locator('.pin-submit').evaluate((button) => {
        const style = getComputedStyle(button);
        return [style.backgroundColor, style.fontFamily];
      });
      assert.equal(colour, 'rgb(122, 31, 92)');
      assert.match(font, /^Georgia/);
      await accessible(page);
      await picture(page, 'issuer-properties');
      await setPin(page, '2580');
      await device.told('set_pin_success');
    },
  ));

test('looks: a style sheet that takes everything over still shows one panel and no digits', () =>
  styled('.pin-panel, .pin-error, section, form { display: block } body { font-family: monospace }', async (device, page) => {
    assert.equal(await page.locator('[data-panel]:visible').count(), 1);
    assert.equal(await page.locator('#pin-first').getAttribute('type'), 'password');
    await picture(page, 'issuer-replaced');
    await setPin(page, '2580');
    await device.told('set_pin_success');
    assert.equal(await page.locator('[data-panel]:visible').count(), 1);
  }));
