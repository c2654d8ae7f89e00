import { type Locator, type Page } from '@playwright/test';
import { change, goTo, read, row, rows, tick, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, hasScripts, open, test } from '../fixtures/test.ts';

const bar = (page: Page) => page.getByRole('toolbar', { name: 'Actions on selected messages' });
const tomorrow = () => (hasScripts() ? /^Tomorrow/ : 'In a day');

/** Opens the menu of times: of what is ticked, or of what is open. */
async function menu(place: Locator): Promise<Locator> {
  await place.locator('summary[title="Snooze"]').click();
  return place.locator('.snooze-menu');
}

test.beforeEach(async ({ pillarbox, inbox }) => {
  await pillarbox.import(ADA.address, ...['Bill', 'Letter'].map((subject) => message({ subject, text: `${subject} of today` })));
  await open(inbox, '/mail/inbox');
});

test('a message is snoozed, lies in Snoozed with its time, and Undo brings it back', async ({ inbox }) => {
  const folders = inbox.getByRole('navigation', { name: 'Folders' });
  await expect(folders.getByRole('link', { name: /^Snoozed/ })).toHaveCount(0);
  await tick(inbox, 'Bill');
  const times = await menu(bar(inbox));
  await change(inbox, () => times.getByRole('button', { name: tomorrow() }).click());
  await expect(row(inbox, 'Bill')).toHaveCount(0);
  await expect(inbox.getByText('Message snoozed.')).toBeVisible();
  await expect(folders.getByRole('link', { name: 'Snoozed, 1 message', exact: true })).toBeVisible();
  await goTo(inbox, 'Snoozed');
  await expect(row(inbox, 'Bill')).toContainText('Snoozed until');
  await open(inbox, '/mail/inbox');
  await tick(inbox, 'Letter');
  const again = await menu(bar(inbox));
  await change(inbox, () => again.getByRole('button', { name: tomorrow() }).click());
  await undo(inbox);
  await expect(row(inbox, 'Letter')).toBeVisible();
});

test('an opened message is snoozed, and comes back at the top of the inbox by itself', async ({ inbox }) => {
  await read(inbox, 'Bill');
  const times = await menu(inbox.locator('.reader-tools'));
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

test('another time is typed where the browser knows the zone', async ({ inbox }) => {
  test.skip(!hasScripts(), 'a page without scripts does not know the zone');
  await tick(inbox, 'Bill');
  const times = await menu(bar(inbox));
  const then = times.getByRole('button', { name: 'Snooze until then' });
  await expect(then).toBeDisabled();
  const year = new Date().getFullYear() + 1;
  await times.getByLabel('Another time').fill(`${year}-03-01T07:30`);
  await change(inbox, () => then.click());
  await goTo(inbox, 'Snoozed');
  await expect(row(inbox, 'Bill').locator('time')).toHaveAttribute('datetime', new RegExp(`^${year}-0[23]-`));
  await row(inbox, 'Bill').getByRole('checkbox').check();
  await change(inbox, () => bar(inbox).getByRole('button', { name: 'Move to Inbox' }).click());
  await open(inbox, '/mail/inbox');
  await alive(inbox);
  await expect(row(inbox, 'Bill')).toBeVisible();
});
