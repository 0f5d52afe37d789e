// The two fields: what is judged, what is refused, what may be pasted, with a keyboard alone.
import assert from 'node:assert/strict';
import { accessible, picture } from './checks.mjs';
import { Device, setPin, shows, type, until } from './device.mjs';
import { test } from './harness.mjs';
import { service } from './service.mjs';

/** A page that is ready for a PIN. */
async function ready(act, options) {
  const issuer = await service();
  const device = await Device.open(options);
  try {
    await device.openForm(await issuer.session('set-pin'));
    await shows(device.page, 'entry');
    const { page } = device;
    const error = (which) => page.locator(which === 1 ? '#pin-first-error' : '#pin-second-error').textContent();
    await act({ issuer, device, page, error, pin: page.locator('#pin-first'), repeat: page.locator('#pin-second') });
  } finally {
    await device.close();
  }
}

test('the fields ask for digits and nothing remembers them', () =>
  ready(async ({ pin, repeat, page }) => {
    for (const field of [pin, repeat]) {
      for (const [name, value] of [['type', 'password'], ['inputmode', 'numeric'], ['autocomplete', 'off'], ['pattern', '[0-9]*']]) {
        assert.equal(await field.getAttribute(name), value, name);
      }
      assert.equal(await field.getAttribute('name'), null);
    }
    assert.equal(await page.locator('form').getAttribute('autocomplete'), 'off');
    assert.match(await page.locator('#pin-hint').textContent(), /4 to 12 digits/);
  }));

test('pin_valid follows each change of either field', () =>
  ready(async ({ device, pin, repeat }) => {
    await pin.pressSequentially('2580');
    await repeat.pressSequentially('258');
    assert.deepEqual(device.events, Array(7).fill('pin_valid(false)'));
    await repeat.press('0');
    await until(() => device.events.length === 8, () => 'the eighth event');
    assert.equal(device.events.at(-1), 'pin_valid(true)');
    await pin.press('End');
    await pin.press('Backspace');
    await until(() => device.events.length === 9, () => 'the ninth event');
    assert.equal(device.events.at(-1), 'pin_valid(false)');
  }));

test('an entry that cannot be sent is told, explained, and costs nothing', () =>
  ready(async ({ issuer, device, page, error, pin }) => {
    const cases = [
      ['258', '258', 1, /4 to 12 digits/],
      ['2580147036914', '2580147036914', 1, /4 to 12 digits/],
      ['25a0', '25a0', 1, /only the digits/],
      ['٢٥٨٠', '٢٥٨٠', 1, /only the digits/],
      ['', '', 1, /4 to 12 digits/],
      ['2580', '2508', 2, /not the same/],
      ['2580', '', 2, /once more/],
    ];
    let refused = 0;
    for (const [first, second, field, words] of cases) {
      await type(page, first, second);
      await page.locator('.pin-submit').click();
      refused += 1;
      const told = () => device.events.filter((event) => event === 'set_pin_validation_error').length;
      await until(() => told() === refused, () => `${refused} validation errors, at "${first}" and "${second}"`);
      assert.match(await error(field), words);
    }
    await accessible(page);
    await picture(page, 'set-entry-mismatch');
    assert.equal(await page.locator('#pin-second').getAttribute('aria-invalid'), 'true');
    assert.equal(device.sent('/pin/v3/set'), 0);
    await type(page, '2580');
    await page.locator('.pin-submit').click();
    await device.told('set_pin_success');
    assert.equal(device.sent('/pin/v3/set/tzpk'), 1);
    assert.ok(issuer.origin !== '' && (await pin.inputValue()) === '');
  }));

test('what is wrong shows while typing when more typing cannot mend it, else when the field is left', () =>
  ready(async ({ error, pin, repeat }) => {
    await pin.pressSequentially('258');
    assert.equal(await error(1), '');
    await repeat.focus();
    assert.match(await error(1), /4 to 12 digits/);
    await pin.fill('25x');
    assert.match(await error(1), /only the digits/);
    await pin.fill('2580');
    assert.equal(await error(1), '');
    await repeat.pressSequentially('259');
    assert.match(await error(2), /not the same/);
    await repeat.fill('258');
    assert.equal(await error(2), '');
  }));

test('digits may be pasted as the PIN and never as its repetition; nothing may be copied', () =>
  ready(async ({ device, page, error, pin, repeat }) => {
    await device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const clip = (text) => page.evaluate((value) => navigator.clipboard.writeText(value), text).catch(() => page.evaluate((value) => {
      const area = document.createElement('textarea');
      area.value = value;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }, text));
    const paste = async (field) => {
      await field.focus();
      await page.keyboard.press('Control+V');
    };
    await clip(' 2580\n');
    await paste(pin);
    assert.equal(await pin.inputValue(), '2580');
    await paste(repeat);
    assert.equal(await repeat.inputValue(), '');
    assert.match(await error(2), /Type the PIN once more/);
    await clip('PIN: 4711');
    await paste(pin);
    assert.equal(await pin.inputValue(), '2580');
    assert.match(await error(1), /Only digits can be pasted/);
    await page.locator('.pin-reveal').click();
    await pin.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    await page.keyboard.press('Control+X');
    assert.equal(await pin.inputValue(), '2580');
    await clip('unchanged');
    await page.keyboard.press('Control+C');
    await pin.fill('');
    await paste(pin);
    assert.equal(await pin.inputValue(), '', 'the PIN was copied');
  }));

test('the digits can be shown, and are hidden again when they are sent', () =>
  ready(async ({ device, page, pin }) => {
    const button = page.locator('.pin-reveal');
    await type(page, '2580');
    await picture(page, 'set-entry-typed');
    await button.click();
    assert.equal(await pin.getAttribute('type'), 'text');
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    await accessible(page);
    await picture(page, 'set-entry-revealed');
    await page.locator('.pin-submit').click();
    await device.told('set_pin_success');
    assert.equal(await pin.getAttribute('type'), 'password');
    assert.equal(await pin.inputValue(), '');
  }));

test('a PIN is set with the keyboard alone', () =>
  ready(async ({ device, page }) => {
    const here = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className);
    assert.equal(await here(), 'pin-first');
    await page.keyboard.type('2580');
    await page.keyboard.press('Enter');
    assert.equal(await here(), 'pin-second');
    await page.keyboard.press('Shift+Tab');
    assert.equal(await here(), 'pin-first');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2508');
    await page.keyboard.press('Tab');
    assert.match(await here(), /pin-reveal/);
    await page.keyboard.press('Tab');
    assert.match(await here(), /pin-submit/);
    await page.keyboard.press('Enter');
    await device.told('set_pin_validation_error');
    assert.equal(await here(), 'pin-second');
    await page.keyboard.type('2580');
    await page.keyboard.press('Enter');
    await device.told('set_pin_success');
    await shows(page, 'done');
    assert.match(await here(), /pin-heading/);
  }));

test('set_pin() of the app submits what stands in the fields', () =>
  ready(async ({ device, page, error }) => {
    await page.evaluate(() => window.set_pin());
    await device.told('set_pin_validation_error');
    assert.match(await error(1), /4 to 12 digits/);
    await type(page, '2580');
    await page.evaluate(() => window.set_pin());
    await device.told('set_pin_success');
    await page.evaluate(() => window.set_pin());
    assert.equal(device.sent('/pin/v3/set'), 1);
  }));

test('a PIN that the issuer refuses is followed by another key pair and another PIN', () =>
  ready(async ({ issuer, device, page, error }) => {
    await issuer.faults('pin-refused');
    await setPin(page, '2580');
    await device.told('set_pin_validation_error');
    await shows(page, 'entry');
    await until(async () => (await error(1)) !== '', () => 'the words');
    assert.match(await error(1), /does not accept this PIN/);
    await picture(page, 'set-entry-refused');
    await accessible(page);
    await issuer.faults();
    await setPin(page, '904718');
    await device.told('set_pin_success');
    assert.equal(device.sent('/pin/v3/set/tzpk'), 2);
    assert.equal(device.events.filter((event) => event === 'set_pin_validation_error').length, 1);
  }));

test('an app is told that the fields are empty again after a PIN that the issuer refuses', () =>
  ready(async ({ issuer, device, page }) => {
    await issuer.faults('pin-refused');
    const held = [];
    await device.context.route('**/pin/v3/set/tzpk', (route) => void held.push(route));
    await setPin(page, '2580');
    const typed = [...Array(7).fill('pin_valid(false)'), 'pin_valid(true)'];
    await until(() => held.length === 1, () => 'the second key exchange');
    // Nothing is being set any more.
    await shows(page, 'loading');
    await held[0].continue();
    await shows(page, 'entry');
    assert.deepEqual(device.events, [...typed, 'pin_valid(false)', 'set_pin_validation_error']);
    // With empty fields there is nothing to tell a second time.
    await page.evaluate(() => window.set_pin());
    await until(() => device.events.length === 11, () => 'the word that nothing can be sent');
    assert.equal(device.events.at(-1), 'set_pin_validation_error');
    await issuer.faults();
    await type(page, '2580');
    await page.locator('.pin-submit').click();
    await device.told('set_pin_success');
    assert.deepEqual(device.events.slice(11), [...typed, 'pin_valid(false)', 'set_pin_success']);
  }));

test('after three PINs that the issuer refuses the session is over', () =>
  ready(async ({ issuer, device, page }) => {
    await issuer.faults('pin-refused');
    for (const pin of ['2580', '2581', '2582']) await setPin(page, pin);
    await device.told('set_pin_error');
    await shows(page, 'failed');
    assert.equal(await page.locator('[data-reason="attempts"]').isVisible(), true);
    assert.equal(await page.locator('[data-uncertain]').isVisible(), false);
    assert.equal(device.events.filter((event) => event === 'set_pin_validation_error').length, 2);
    await picture(page, 'set-failed-attempts');
  }));

test('a double tap sends one PIN', () =>
  ready(async ({ issuer, device, page }) => {
    await type(page, '2580');
    await page.evaluate(() => {
      const button = document.querySelector('.pin-submit');
      button.click();
      button.click();
      window.set_pin();
      window.set_pin();
    });
    await device.told('set_pin_success');
    assert.equal(device.sent('/pin/v3/set'), 1);
    assert.equal(device.events.filter((event) => event !== 'pin_valid(true)' && event !== 'pin_valid(false)').length, 1);
    await issuer.newCard();
    await device.openForm(await issuer.session('set-pin'));
    await shows(page, 'entry');
    await type(page, '2580');
    await page.locator('.pin-submit').dblclick();
    await until(() => device.events.filter((event) => event === 'set_pin_success').length === 2, () => 'the second success');
    assert.equal(device.sent('/pin/v3/set'), 2);
  }));
