import AxeBuilder from '@axe-core/playwright';
import { PAGES, illustrated } from '../fixtures/pages.ts';
import { expect, hasScripts, test } from '../fixtures/test.ts';

const WIDE = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 844 };

for (const scheme of ['light', 'dark'] as const) {
  for (const [width, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
    test(`axe finds nothing at AA, ${scheme}, ${width}`, async ({ page, pillarbox }) => {
      test.skip(!hasScripts(), 'axe is a script itself; the markup is the same with scripts and without');
      test.setTimeout(300_000);
      await illustrated(pillarbox, 'http://127.0.0.1:9');
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      const found: string[] = [];
      for (const { name, show } of PAGES) {
        await page.setViewportSize(WIDE);
        await show(page);
        await page.setViewportSize(viewport);
        const axe = new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          // The letter itself is its sender's, and no script may run in its frame: not even this.
          .exclude('iframe');
        for (const { id, nodes, help } of (await axe.analyze()).violations) {
          for (const node of nodes) found.push(`${name}: ${id} (${help}) at ${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`);
        }
      }
      expect(found).toEqual([]);
    });
  }
}
