import { change, goTo, press, read, row, rows, tick, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

test.beforeEach(async ({ pillarbox, inbox }) => {
  await pillarbox.import(ADA.address, ...['One', 'Two', 'Three'].map((subject) => message({ subject, text: subject })));
  await open(inbox, '/mail/inbox');
});

test('a star is kept', async ({ inbox }) => {
  await change(inbox, () => row(inbox, 'One').getByRole('button', { name: 'Star “One”' }).click());
  await expect(row(inbox, 'One').getByRole('button', { name: 'Unstar “One”' })).toBeVisible();
  await open(inbox, '/search?q=is%3Astarred%20subject%3AOne');
  await expect(row(inbox, 'One')).toBeVisible();
});

test('read and unread', async ({ inbox }) => {
  await read(inbox, 'One');
  await change(inbox, () => inbox.locator('.reader-tools').getByRole('button', { name: 'Mark as unread' }).click());
  await open(inbox, '/mail/inbox');
  await expect(row(inbox, 'One')).toContainText('Unread.');
  await tick(inbox, 'Two', 'Three');
  await press(inbox, 'Mark as unread');
  await expect(row(inbox, 'Two')).toContainText('Unread.');
  await expect(row(inbox, 'Three')).toContainText('Unread.');
  await open(inbox, '/mail/inbox');
  await tick(inbox, 'One', 'Two');
  await press(inbox, 'Mark as read');
  await expect(row(inbox, 'One')).not.toContainText('Unread.');
  await expect(row(inbox, 'Two')).not.toContainText('Unread.');
  await expect(row(inbox, 'Three')).toContainText('Unread.');
});

test('archiving several at once takes them out of the inbox, and Undo brings them back', async ({ inbox }) => {
  await tick(inbox, 'One', 'Three');
  await press(inbox, 'Archive');
  await expect(row(inbox, 'One')).toBeHidden();
  await expect(row(inbox, 'Three')).toBeHidden();
  await expect(row(inbox, 'Two')).toBeVisible();
  await undo(inbox);
  await expect(row(inbox, 'One')).toBeVisible();
  await expect(row(inbox, 'Three')).toBeVisible();
  await open(inbox, '/mail/archive');
  await expect(row(inbox, 'One')).toHaveCount(0);
});

test('what is deleted is in Trash, until Trash is emptied', async ({ inbox }) => {
  await read(inbox, 'Two');
  await change(inbox, () => inbox.locator('.reader-tools').getByRole('button', { name: 'Delete' }).click());
  await expect(inbox).toHaveURL(/\/mail\/inbox(\?|$)/);
  await expect(row(inbox, 'Two')).toBeHidden();
  await goTo(inbox, 'Trash');
  await expect(row(inbox, 'Two')).toBeVisible();
  // Nothing brings it back, so one is asked, and can say no.
  const count = await rows(inbox).count();
  const question = inbox.getByRole('dialog', { name: `Delete ${count} messages for ever?` });
  await expect(question).toBeHidden();
  await inbox.getByRole('button', { name: 'Empty Trash' }).click();
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Go back' }).click();
  await expect(question).toBeHidden();
  await open(inbox, '/mail/trash');
  await expect(row(inbox, 'Two')).toBeVisible();
  await inbox.getByRole('button', { name: 'Empty Trash' }).click();
  await question.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(inbox.getByText('Nothing here yet')).toBeVisible();
  await open(inbox, '/search?q=subject%3ATwo');
  await expect(row(inbox, 'Two')).toHaveCount(0);
});

test('a folder of one’s own can be made, moved to, renamed and removed', async ({ inbox }) => {
  await open(inbox, '/settings');
  await inbox.getByLabel('New folder', { exact: true }).fill('Engine');
  await inbox.getByRole('button', { name: 'Add' }).click();
  await expect(inbox.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /^Engine/ })).toBeVisible();

  await open(inbox, '/mail/inbox');
  await tick(inbox, 'Three');
  const bar = inbox.getByRole('toolbar', { name: 'Actions on selected messages' });
  await bar.locator('summary[title="Move to a folder"]').click();
  await change(inbox, () => bar.getByRole('button', { name: 'Engine' }).click());
  await expect(row(inbox, 'Three')).toBeHidden();
  await goTo(inbox, 'Engine');
  await expect(row(inbox, 'Three')).toBeVisible();

  await open(inbox, '/settings');
  await inbox.getByLabel('Name of “Engine”').fill('Difference engine');
  await inbox.getByRole('button', { name: 'Rename' }).click();
  await expect(inbox.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /^Difference engine/ })).toBeVisible();
  await inbox.getByText('Move or remove “Difference engine”').click();
  await inbox.getByRole('button', { name: 'Remove “Difference engine”' }).click();
  await expect(inbox.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /^Difference/ })).toHaveCount(0);
  await goTo(inbox, 'Trash');
  await expect(row(inbox, 'Three')).toBeVisible();
});

test('a long folder has pages, and back leads back', async ({ inbox, pillarbox }) => {
  await pillarbox.import(
    ADA.address,
    ...Array.from({ length: 120 }, (_, n) => message({ subject: `Number ${n}`, text: 'x' })),
  );
  await open(inbox, '/mail/inbox');
  await expect(rows(inbox)).toHaveCount(50);
  await expect(inbox.getByRole('link', { name: 'Newer' })).toHaveCount(0);
  const seen = new Set(await rows(inbox).locator('.row-link').allTextContents());
  for (const page of [2, 3]) {
    await inbox.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Older' }).click();
    const first = page === 2 ? 'Number 69' : 'Number 19';
    await expect(row(inbox, first)).toBeVisible();
    for (const subject of await rows(inbox).locator('.row-link').allTextContents()) seen.add(subject);
  }
  for (let n = 0; n < 120; n++) expect(seen).toContain(`Number ${n}`);
  await inbox.goBack();
  await expect(row(inbox, 'Number 69')).toBeVisible();
  await inbox.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Newer' }).click();
  await expect(row(inbox, 'Number 119')).toBeVisible();
});
