import type { Page } from '@playwright/test';
import { press, read, row, tick } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, hasScripts, open, test } from '../fixtures/test.ts';

/** The title's number and the tab's picture say how much of the inbox is unread. */
async function says(page: Page, unread: number, title = 'Inbox'): Promise<void> {
  await expect(page).toHaveTitle(`${unread ? `(${unread}) ` : ''}${title} – Pillarbox`);
  const icon = unread ? '/favicon-unread.svg' : '/favicon.svg';
  if (hasScripts()) await expect(page.locator('link[rel=icon]')).toHaveAttribute('href', icon);
}

test('title and tab tell how much mail is unread', async ({ inbox, pillarbox }) => {
  const unread = await inbox.getByRole('listitem').filter({ hasText: 'Unread.' }).count();
  expect(unread).toBeGreaterThan(0);
  await says(inbox, unread);
  await pillarbox.import(ADA.address, ...['One', 'Two'].map((subject) => message({ subject, text: subject })));
  await open(inbox, '/mail/inbox');
  await says(inbox, unread);
  await tick(inbox, 'One', 'Two');
  await press(inbox, 'Mark as unread');
  await says(inbox, unread + 2);

  await read(inbox, 'One');
  await says(inbox, unread + 1, 'One');
  await open(inbox, '/mail/inbox');
  await says(inbox, unread + 1);
  await tick(inbox, 'Two');
  await press(inbox, 'Mark as read');
  await says(inbox, unread);

  const others = inbox.getByRole('listitem').filter({ hasText: 'Unread.' });
  const boxes = others.getByRole('checkbox');
  for (let left = unread; left > 0; left--) {
    await boxes.first().check();
    await press(inbox, 'Mark as read');
    await expect(others).toHaveCount(left - 1);
  }
  await says(inbox, 0);
  await tick(inbox, 'One');
  await press(inbox, 'Mark as unread');
  await expect(row(inbox, 'One')).toContainText('Unread.');
  await says(inbox, 1);
});
