import { change, goTo, openMenu, read, row, rows, selectionBar, tick, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, hasScripts, open, test } from '../fixtures/test.ts';

const tomorrow = () => (hasScripts() ? /^Tomorrow/ : 'In a day');

test.beforeEach(async ({ pillarbox, inbox }) => {
  await pillarbox.import(ADA.address, ...['Bill', 'Letter'].map((subject) => message({ subject, text: `${subject} of today` })));
  await open(inbox, '/mail/inbox');
});

test('a message is snoozed, lies in Snoozed with its time, and Undo brings it back', async ({ inbox }) => {
  const folders = inbox.getByRole('navigation', { name: 'Folders' });
  await expect(folders.getByRole('link', { name: /^Snoozed/ })).toHaveCount(0);
  await tick(inbox, 'Bill');
  const times = await openMenu(selectionBar(inbox), 'Snooze');
  await change(inbox, () => times.getByRole('button', { name: tomorrow() }).click());
  await expect(row(inbox, 'Bill')).toHaveCount(0);
  await expect(inbox.getByText('Message snoozed.')).toBeVisible();
  await expect(folders.getByRole('link', { name: 'Snoozed, 1 message', exact: true })).toBeVisible();
  await goTo(inbox, 'Snoozed');
  await expect(row(inbox, 'Bill')).toContainText('Snoozed until');
  await open(inbox, '/mail/inbox');
  await tick(inbox, 'Letter');
  const again = await openMenu(selectionBar(inbox), 'Snooze');
  await change(inbox, () => again.getByRole('button', { name: tomorrow() }).click());
  await undo(inbox);
  await expect(row(inbox, 'Letter')).toBeVisible();
});

test('an opened message is snoozed, and comes back at the top of the inbox by itself', async ({ inbox }) => {
  await read(inbox, 'Bill');
  const times = await openMenu(inbox.locator('.reader-tools'), 'Snooze');
  // A time that a test can wait for.
  const until = String(Date.now() + 2_000);
  const button = times.getByRole('button', { name: tomorrow() });
  await button.evaluate((element, until) => element.setAttribute('value', `snooze:${until}`), until);
  await change(inbox, () => button.click());
  await expect(row(inbox, 'Bill')).toHaveCount(0);
  await expect
    .poll(async () => {
      if (!hasScripts()) await inbox.reload();
      return rows(inbox).first().textContent();
    })
    .toContain('Bill');
  await expect(rows(inbox).first()).toContainText('Back from Snoozed');
  await expect(rows(inbox).first()).toContainText('Unread.');
});
