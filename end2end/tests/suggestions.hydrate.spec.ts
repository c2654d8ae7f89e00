import type { Locator, Page } from '@playwright/test';
import { change, row, rows, tick } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA, GRACE } from '../fixtures/pillarbox.ts';
import { alive, expect, open, test } from '../fixtures/test.ts';

const field = (page: Page): Locator => page.getByRole('searchbox', { name: 'Search mail' });
const offers = (page: Page): Locator => page.getByRole('listbox', { name: 'Suggestions' });
const option = (page: Page, name: string | RegExp): Locator => offers(page).getByRole('option', { name });

test('an empty field says what can be searched by, and how much it offers', async ({ inbox }) => {
  await expect(offers(inbox)).toBeHidden();
  await inbox.keyboard.press('/');
  await expect(field(inbox)).toBeFocused();
  await expect(offers(inbox).getByRole('option')).toHaveCount(8);
  await expect(option(inbox, /^from:\s*Who sent it$/)).toBeVisible();
  await expect(inbox.getByRole('status').filter({ hasText: '8 suggestions' })).toHaveCount(1);
  await expect(offers(inbox).getByRole('option', { selected: true })).toHaveCount(0);
  await expect(field(inbox)).not.toHaveAttribute('aria-activedescendant');

  await field(inbox).press('Escape');
  await expect(offers(inbox)).toBeHidden();
  await expect(field(inbox)).toBeFocused();
  await field(inbox).press('ArrowDown');
  await expect(offers(inbox)).toBeVisible();
  await field(inbox).press('Tab');
  await expect(offers(inbox)).toBeHidden();
  await expect(field(inbox)).toHaveValue('');
});

test('keys go through the rows and back into the field, and one is taken', async ({ inbox }) => {
  await field(inbox).focus();
  const first = offers(inbox).getByRole('option').first();
  await field(inbox).press('ArrowDown');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(field(inbox)).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id'))!);
  await field(inbox).press('ArrowUp');
  await expect(offers(inbox).getByRole('option', { selected: true })).toHaveCount(0);
  await field(inbox).press('ArrowUp');
  await expect(offers(inbox).getByRole('option').last()).toHaveAttribute('aria-selected', 'true');

  await field(inbox).pressSequentially('-in:arch');
  await expect(offers(inbox).getByRole('option')).toHaveCount(1);
  await field(inbox).press('ArrowDown');
  await field(inbox).press('Enter');
  await expect(field(inbox)).toHaveValue('-in:Archive ');
  await expect(offers(inbox)).toBeHidden();
  await expect(inbox).toHaveURL(/\/mail\/inbox$/);

  await field(inbox).pressSequentially('ha');
  await field(inbox).press('ArrowDown');
  await field(inbox).press('Tab');
  await expect(field(inbox)).toBeFocused();
  await field(inbox).press('Enter');
  await expect(inbox).toHaveURL(/\/search\?q=-in%3AArchive%20has%3Aattachment/);
  await expect(offers(inbox)).toBeHidden();
  await expect(rows(inbox).first()).toBeVisible();
});

test('what is typed is searched for, whatever is offered', async ({ inbox }) => {
  await field(inbox).pressSequentially('is:un');
  await expect(option(inbox, /^is:unread/)).toBeVisible();
  await field(inbox).press('Enter');
  await expect(inbox).toHaveURL(/\/search\?q=is%3Aun$/);
  await expect(offers(inbox)).toBeHidden();
});

test('an operator that wants a value offers its values', async ({ inbox }) => {
  await field(inbox).focus();
  await option(inbox, /^in:/).click();
  await expect(field(inbox)).toHaveValue('in:');
  await expect(field(inbox)).toBeFocused();
  await option(inbox, /^Sent/).click();
  await expect(field(inbox)).toHaveValue('in:Sent ');
  await field(inbox).pressSequentially('to:');
  await option(inbox, new RegExp(GRACE.address)).click();
  await expect(field(inbox)).toHaveValue(`in:Sent to:${GRACE.address} `);
  await field(inbox).press('Enter');
  await expect(rows(inbox).first()).toContainText('To: Grace');
});

test('people are offered for a word, and forgotten when the field is left', async ({ inbox }) => {
  await field(inbox).pressSequentially('grac');
  await expect(option(inbox, /^Messages from Grace/)).toBeVisible();
  await field(inbox).blur();
  await expect(offers(inbox)).toBeHidden();
  await expect(inbox.locator('#suggestions')).toBeEmpty();
  await field(inbox).press('End');
  await field(inbox).press('ArrowDown');
  await option(inbox, /^Messages from Grace/).click();
  await expect(field(inbox)).toHaveValue(`from:${GRACE.address} `);
});

test('the name of a folder is quoted where it must be, and its mail is found', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Plan', text: 'x' }));
  await open(inbox, '/settings');
  await inbox.getByLabel('New folder', { exact: true }).fill('Old projects');
  await inbox.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(inbox.getByLabel('Name of “Old projects”')).toBeVisible();
  await open(inbox, '/mail/inbox');
  await tick(inbox, 'Plan');
  const bar = inbox.getByRole('toolbar', { name: 'Actions on selected messages' });
  await bar.locator('summary[title="Move to a folder"]').click();
  await change(inbox, () => bar.getByRole('button', { name: 'Old projects' }).click());

  await field(inbox).pressSequentially('proj');
  await option(inbox, /^Old projects/).click();
  await expect(field(inbox)).toHaveValue('in:"Old projects" ');
  await field(inbox).press('Enter');
  await expect(row(inbox, 'Plan')).toBeVisible();
  await expect(rows(inbox)).toHaveCount(1);
});

test('a saved search takes the place of what was typed', async ({ inbox }) => {
  await open(inbox, '/search?q=lens%20from%3Agrace');
  await inbox.getByText('Save this search').click();
  await inbox.getByLabel('Name', { exact: true }).fill('Glass');
  await inbox.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(inbox.getByRole('link', { name: 'Glass' })).toBeVisible();
  const subjects = await rows(inbox).getByRole('link').allTextContents();
  await open(inbox, '/mail/inbox');
  await field(inbox).pressSequentially('gla');
  await option(inbox, /^Glass/).click();
  await expect(inbox).toHaveURL(/\/search\?q=lens%20from%3Agrace$/);
  await expect(field(inbox)).toHaveValue('lens from:grace');
  await expect(offers(inbox)).toBeHidden();
  await expect(rows(inbox).getByRole('link')).toHaveText(subjects);
  await alive(inbox);
});
