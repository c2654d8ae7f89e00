import { fileURLToPath } from 'node:url';
import { PAGES, illustrated } from '../fixtures/pages.ts';
import { hasScripts, test } from '../fixtures/test.ts';

// Pictures of every page, for people to look at: nothing here fails because of how it looks.
const folder = fileURLToPath(new URL('../shots/', import.meta.url));

const LOOKS = [
  { look: 'wide', scheme: 'light', width: 1400, height: 900 },
  { look: 'wide-dark', scheme: 'dark', width: 1400, height: 900 },
  { look: 'medium', scheme: 'light', width: 900, height: 900 },
  { look: 'phone', scheme: 'light', width: 390, height: 844 },
  { look: 'phone-dark', scheme: 'dark', width: 390, height: 844 },
] as const;

test('every page has its picture taken', async ({ page, pillarbox }) => {
  test.setTimeout(240_000);
  await illustrated(pillarbox, 'http://127.0.0.1:9');
  for (const { name, show } of PAGES) {
    await page.setViewportSize({ width: 1400, height: 900 });
    await show(page);
    for (const { look, scheme, width, height } of LOOKS) {
      if (!hasScripts() && look !== 'wide' && look !== 'phone') continue;
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      const suffix = hasScripts() ? look : `${look}-no-scripts`;
      await page.screenshot({ path: `${folder}${name}-${suffix}.png` });
    }
  }
});
