import { fileURLToPath } from 'node:url';
import { read } from '../fixtures/mailbox.ts';
import { PAGES } from '../fixtures/pages.ts';
import { alive, hasScripts, test } from '../fixtures/test.ts';

// Pictures of every page, for people to look at: nothing here fails because of how it looks.
const shots = fileURLToPath(new URL('../shots/', import.meta.url));

const LOOKS = [
  { look: 'wide', scheme: 'light', width: 1400, height: 900 },
  { look: 'wide-dark', scheme: 'dark', width: 1400, height: 900 },
  { look: 'medium', scheme: 'light', width: 900, height: 900 },
  { look: 'phone', scheme: 'light', width: 390, height: 844 },
  { look: 'phone-dark', scheme: 'dark', width: 390, height: 844 },
] as const;

test('every page has its picture taken', async ({ page }) => {
  test.setTimeout(240_000);
  for (const { name, show } of PAGES) {
    await page.setViewportSize({ width: 1400, height: 900 });
    await show(page);
    // Where a button was pressed, the pointer would still light up what is there now.
    await page.mouse.move(0, 0);
    for (const { look, scheme, width, height } of LOOKS) {
      if (!hasScripts() && look !== 'wide' && look !== 'phone') continue;
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      const suffix = hasScripts() ? look : `${look}-no-scripts`;
      await page.screenshot({ path: `${shots}${name}-${suffix}.png` });
    }
  }
});

test('the pictures in the README are as they would be today', async ({ inbox }) => {
  test.skip(!process.env.PILLARBOX_PICTURES, 'taken by `npm run pictures` only');
  const pictures = fileURLToPath(new URL('../pictures/', import.meta.url));
  const take = (name: string) => inbox.screenshot({ path: `${pictures}${name}.jpg`, type: 'jpeg', quality: 82 });
  await inbox.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await inbox.setViewportSize({ width: 390, height: 780 });
  await take('phone');
  await inbox.setViewportSize({ width: 1280, height: 1000 });
  await read(inbox, 'Room 1, as it hangs');
  await inbox.mouse.move(0, 0);
  await take('wide');
  await inbox.goto('/search?q=light');
  await alive(inbox);
  await read(inbox, 'Keeping the Light: the brief');
  await inbox.mouse.move(0, 0);
  await inbox.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await take('dark');
});
