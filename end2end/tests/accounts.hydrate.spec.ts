import AxeBuilder from '@axe-core/playwright';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, open, test as base } from '../fixtures/test.ts';

const test = base.extend({
  settings: async ({ office }, use) => use({ PILLARBOX_TLS_CA_FILE: office.certificates.authority }),
});

test('a long collection shows how far it is', async ({ inbox, pillarbox, office }) => {
  test.setTimeout(240_000);
  const box = office.nextBox();
  const letters = Array.from({ length: 4_000 }, (_, n) => message({ subject: `Number ${n}`, text: 'x' }));
  for (const letter of letters) await office.deliver(box, letter);
  await pillarbox.command(['account', 'add', ADA.address, office.pop3s(box), '--address', box.address], [box.password]);
  await open(inbox, '/settings');
  const bar = inbox.getByRole('progressbar', { name: 'Collecting mail' });
  await expect(bar).toBeVisible();
  await expect(inbox.getByText(/\d+ of 4000 messages/)).toBeVisible();
  await expect(bar).toHaveCount(0, { timeout: 120_000 });
  await expect(inbox.getByRole('article', { name: box.address })).toContainText('4000 messages');
});

test('the port follows the encryption, unless it is one of its own', async ({ inbox }) => {
  await open(inbox, '/settings/accounts/new?step=settings');
  const port = inbox.getByLabel('Port', { exact: true });
  const security = inbox.getByLabel('Encryption').first();
  await expect(port).toHaveValue('995');
  await security.selectOption('starttls');
  await expect(port).toHaveValue('110');
  await port.fill('2110');
  await security.selectOption('tls');
  await expect(port).toHaveValue('2110');
});

test('axe finds nothing in the pages of accounts', async ({ inbox, pillarbox, office }) => {
  test.setTimeout(240_000);
  const [good, refused] = [office.nextBox(), office.nextBox()];
  for (const [box, password] of [[good, good.password], [refused, 'old password']] as const) {
    await pillarbox.command(['account', 'add', ADA.address, office.pop3s(box), '--address', box.address], [password]);
  }
  for (let n = 0; n < 3; n += 1) await pillarbox.run(['collect', ADA.address]);
  await open(inbox, '/settings');
  const change = await inbox.getByRole('link', { name: `Change ${refused.address}` }).getAttribute('href');
  const found: string[] = [];
  for (const path of ['/settings', '/settings/accounts/new', '/settings/accounts/new?step=settings', change!, `${change}/remove`]) {
    await open(inbox, path);
    if (path.endsWith('step=settings')) {
      await inbox.getByLabel("is sent by the provider's SMTP server").check();
      await inbox.getByLabel('Encryption').first().selectOption('clear');
      await inbox.getByText('More', { exact: true }).click();
      await alive(inbox);
    }
    for (const [scheme, width] of [['light', 1400], ['dark', 1400], ['light', 390], ['dark', 390]] as const) {
      await inbox.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await inbox.setViewportSize({ width, height: 900 });
      const axe = new AxeBuilder({ page: inbox }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
      for (const { id, nodes } of (await axe.analyze()).violations) {
        found.push(`${path} ${scheme} ${width}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      }
      const overflow = await inbox.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) found.push(`${path} ${width}: ${overflow} px too wide`);
    }
    await inbox.setViewportSize({ width: 1400, height: 900 });
  }
  expect(found).toEqual([]);
});
