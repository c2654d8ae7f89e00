import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test as base } from '../fixtures/test.ts';

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
