import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { PAGES } from '../fixtures/pages.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { freePort } from '../fixtures/program.ts';
import { expect, hasScripts, open, test } from '../fixtures/test.ts';

// axe is a script itself. So the pages without scripts are looked at in a browser that has them,
// where those of the site do not arrive.
test.use({ javaScriptEnabled: true });

const LOOKS = [
  { look: 'light, wide', scheme: 'light', width: 1400, height: 900 },
  { look: 'dark, wide', scheme: 'dark', width: 1400, height: 900 },
  { look: 'light, phone', scheme: 'light', width: 390, height: 844 },
  { look: 'dark, phone', scheme: 'dark', width: 390, height: 844 },
] as const;

test.beforeEach(async ({ page }) => {
  if (!hasScripts()) await page.route(/\/assets\/.*\.(js|wasm)$/, (route) => route.abort());
});

for (const { look, scheme, width, height } of LOOKS) {
  test(`axe finds nothing at AA: ${look}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const { name, show } of PAGES) {
      await page.setViewportSize({ width: 1400, height: 900 });
      await show(page);
      await page.setViewportSize({ width, height });
      // What an open menu covers in part is nothing to click on until it closes; rows are looked at where none is open.
      const covered = /partially obscured|^target-size .* at a\[href="\/mail\//;
      const counts = (violation: string) => !(name.includes('menu') && covered.test(violation));
      found.push(...(await violations(page)).filter(counts).map((violation) => `${name}: ${violation}`));
    }
    expect(found).toEqual([]);
    await expect(page.locator('html[data-hydrated]')).toHaveCount(hasScripts() ? 1 : 0);
  });
}

test('axe finds nothing in the log of an account on a phone, and it is a table', async ({ inbox, pillarbox }) => {
  const account = ['account', 'add', ADA.address, `pop3s://ada@localhost:${await freePort()}`, '--address', 'ada@example.test'];
  await pillarbox.command(account, ['secret']);
  await pillarbox.run(['collect', ADA.address]);
  await inbox.setViewportSize({ width: 360, height: 740 });
  await open(inbox, '/settings');
  await expect(inbox.getByRole('table').getByRole('row').last().getByRole('cell').nth(1)).toContainText('Could not reach');
  expect(await violations(inbox)).toEqual([]);
});

test('axe finds what is there to be found', async ({ page }) => {
  await page.route('**/control', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<img src="/x.png"><p style="color: #aaa; background: #fff">pale</p>' }),
  );
  await page.goto('/control');
  const found = (await violations(page)).map((violation) => violation.split(' ')[0]);
  expect(found).toEqual(expect.arrayContaining(['image-alt', 'color-contrast', 'document-title', 'html-has-lang']));
});

async function violations(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    // The letter itself is its sender's, and no script may run in its frame: not even this.
    .exclude('iframe');
  return (await axe.analyze()).violations.flatMap(({ id, nodes, help }) =>
    nodes.map((node) => `${id} (${help}) at ${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`),
  );
}
