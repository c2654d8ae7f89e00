import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

test('who has little room left for mail is told, and who has none', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Large', text: 'x'.repeat(200_000) }));
  await open(inbox, '/mail/inbox');
  const notice = inbox.getByRole('status').filter({ hasText: 'empty Trash' });
  await expect(notice).toHaveCount(0);

  const listed = await pillarbox.run(['user', 'list', '--json']);
  const ada = listed.output.split('\n').find((line) => line.includes(ADA.address)) ?? '';
  const { used } = JSON.parse(ada) as { used: number };
  await pillarbox.run(['user', 'quota', ADA.address, String(Math.ceil(used / 0.95))]);
  await inbox.reload();
  await expect(notice).toContainText('Your mail fills 9');
  await pillarbox.run(['user', 'quota', ADA.address, String(used)]);
  await inbox.reload();
  await expect(notice).toContainText('New mail waits at your providers');

  await open(inbox, '/settings');
  await expect(inbox.getByRole('meter', { name: 'Space that is full' })).toBeVisible();
  await notice.getByRole('link', { name: 'empty Trash' }).click();
  await expect(inbox.getByRole('heading', { level: 2, name: /^Trash/ })).toBeVisible();
});
