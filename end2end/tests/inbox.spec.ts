import { rows, row, goTo, read } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
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

test('the list shows the time of mail of today, the day of older mail, and the whole moment on hover', async ({ inbox, pillarbox }) => {
  const now = new Date();
  const old = new Date(Date.UTC(now.getUTCFullYear() - 2, 2, 9, 7, 5));
  await pillarbox.import(
    ADA.address,
    message({ subject: 'Today', text: 'x', headers: { Date: now.toUTCString().replace('GMT', '+0000') } }),
    message({ subject: 'Long ago', text: 'x', headers: { Date: old.toUTCString().replace('GMT', '+0000') } }),
  );
  await open(inbox, '/search?q=subject%3AToday');
  const today = row(inbox, 'Today').locator('time');
  await expect(today).toHaveText(now.toISOString().slice(11, 16));
  await expect(today).toHaveAttribute('title', new RegExp(`${now.getUTCFullYear()}, ${now.toISOString().slice(11, 16)} UTC$`));
  await open(inbox, '/search?q=subject%3A%22Long+ago%22');
  await expect(row(inbox, 'Long ago').locator('time')).toHaveText(`9 Mar ${old.getUTCFullYear()}`);
});

for (const width of [1400, 360]) {
  test(`a page that is not there says whose site it is, and leads back, at ${width} px`, async ({ inbox }) => {
    await inbox.setViewportSize({ width, height: 740 });
    for (const name of ['Pillarbox', 'Go to the inbox']) {
      await open(inbox, '/nowhere');
      await inbox.getByRole('link', { name }).click();
      await expect(inbox).toHaveURL(/\/mail\/inbox$/);
    }
  });
}
