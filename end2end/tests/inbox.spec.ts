import { rows, row, goTo, read } from '../fixtures/mailbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

test('the demonstration has a believable inbox', async ({ inbox }) => {
  expect(await rows(inbox).count()).toBeGreaterThan(8);
  for (const one of await rows(inbox).all()) {
    await expect(one.getByRole('link')).toHaveText(/\S/);
    await expect(one.locator('time')).toHaveAttribute('datetime', /^20\d\d-/);
  }
  await expect(inbox.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /^Inbox, \d+ unread$/ })).toBeVisible();
});

test('every folder opens from the side bar', async ({ inbox }) => {
  for (const folder of ['Drafts', 'Sent', 'Archive', 'Spam', 'Trash', 'Inbox']) {
    await goTo(inbox, folder);
    await expect(inbox).toHaveTitle(new RegExp(folder));
  }
});

test('a message that is opened is no longer unread, also after a reload', async ({ inbox, pillarbox }) => {
  const unread = rows(inbox).filter({ hasText: 'Unread.' }).first();
  const subject = (await unread.getByRole('link').textContent())!.trim();
  await read(inbox, subject);
  await open(inbox, `${pillarbox.origin}/mail/inbox`);
  await expect(row(inbox, subject).first()).not.toContainText('Unread.');
});

test('an unknown folder and an unknown message are answered with a sentence and a way back', async ({ inbox }) => {
  for (const path of ['/mail/nowhere', '/mail/999999', '/mail/inbox/123456789', '/nowhere/at/all']) {
    await open(inbox, path);
    await expect(inbox.getByText(/There is no such|not found|no page/i).first()).toBeVisible();
    await expect(inbox.getByRole('link', { name: /inbox/i }).first()).toBeVisible();
  }
});
