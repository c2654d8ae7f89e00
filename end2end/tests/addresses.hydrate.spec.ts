import type { Locator, Page } from '@playwright/test';
import { compose, draftPath } from '../fixtures/mailbox.ts';
import { GRACE } from '../fixtures/pillarbox.ts';
import { expect, open, test } from '../fixtures/test.ts';

const to = (page: Page): Locator => page.getByLabel('To', { exact: true });

/** The chips of the field, as they are shown while one does not type there. */
const chips = (page: Page): Locator => page.getByRole('list', { name: 'Addresses in To' }).getByRole('button');

/** Puts a text where Ctrl+V takes it from, and presses that. */
async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press('Control+v');
}

test.beforeEach(({ inbox }) => compose(inbox));

test('typed addresses become chips with their names, also after a reload', async ({ inbox }) => {
  await to(inbox).pressSequentially('Ada Lovelace <al@engine.test>, mary@engine.test');
  await inbox.getByLabel('Subject').focus();
  await expect(chips(inbox)).toHaveText(['Ada Lovelace', 'mary@engine.test']);
  await expect(chips(inbox).first()).toHaveAttribute('title', 'Ada Lovelace <al@engine.test>');
  await expect(inbox.getByText('Saved.', { exact: true })).toBeVisible();
  await open(inbox, new URL(inbox.url()).pathname);
  await expect(chips(inbox)).toHaveText(['Ada Lovelace', 'mary@engine.test']);
});

test('a list is pasted, whatever separates it', async ({ inbox }) => {
  await to(inbox).focus();
  await paste(inbox, 'al@engine.test\nMary <mary@engine.test>\n');
  await expect(to(inbox)).toHaveValue('al@engine.test, Mary <mary@engine.test>, ');
  await paste(inbox, 'one@engine.test two@engine.test');
  await inbox.getByLabel('Subject').focus();
  await expect(chips(inbox)).toHaveText(['al@engine.test', 'Mary', 'one@engine.test', 'two@engine.test']);
});

test('Backspace takes back the last address as a whole, letters of an unfinished one singly', async ({ inbox }) => {
  await to(inbox).fill('al@engine.test, mary@engine.test, ');
  await to(inbox).press('End');
  await to(inbox).press('Backspace');
  await expect(to(inbox)).toHaveValue('al@engine.test, ');
  await to(inbox).pressSequentially('gx');
  await to(inbox).press('Backspace');
  await expect(to(inbox)).toHaveValue('al@engine.test, g');
});

test('a chip is reached, selected and removed by keys and by its cross', async ({ inbox }) => {
  await to(inbox).fill('al@engine.test, mary@engine.test, joseph@loom.test, zed@engine.test');
  await to(inbox).press('Tab');
  await expect(chips(inbox).nth(0)).toBeFocused();
  await inbox.keyboard.press('ArrowRight');
  await expect(chips(inbox).nth(1)).toBeFocused();
  await inbox.keyboard.press('ArrowLeft');
  await inbox.keyboard.press('ArrowRight');
  await inbox.keyboard.press('Delete');
  await expect(to(inbox)).toHaveValue('al@engine.test, joseph@loom.test, zed@engine.test, ');

  await inbox.getByLabel('Subject').focus();
  await chips(inbox).filter({ hasText: 'joseph' }).locator('.address-chip-cross').click();
  await expect(to(inbox)).toHaveValue('al@engine.test, zed@engine.test, ');

  // Enter selects the address in the field, so that one types over it.
  await inbox.getByLabel('Subject').focus();
  await chips(inbox).filter({ hasText: 'zed' }).press('Enter');
  await expect(to(inbox)).toBeFocused();
  await inbox.keyboard.type('mary@engine.test');
  await expect(to(inbox)).toHaveValue('al@engine.test, mary@engine.test, ');
});

test('what cannot be an address is named beside the field and marked among the chips', async ({ inbox }) => {
  await to(inbox).pressSequentially('nobody, al@engine.test');
  await inbox.getByLabel('Subject').focus();
  await expect(inbox.getByText('“nobody” is not an address.')).toBeVisible();
  await expect(chips(inbox).filter({ hasText: 'nobody' })).toHaveClass(/wrong/);
  await expect(chips(inbox).filter({ hasText: 'al@' })).not.toHaveClass(/wrong/);
});

test('past correspondents are chosen by keys, or not', async ({ inbox }) => {
  const offers = inbox.getByRole('listbox', { name: 'Contacts for To' });
  const options = offers.getByRole('option');
  await to(inbox).pressSequentially('al@engine.test, te');
  await expect(options.nth(1)).toBeVisible();
  const active = offers.getByRole('option', { selected: true });
  await expect(options.nth(0)).toHaveAttribute('aria-selected', 'true');
  await to(inbox).press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(active).toHaveCount(1);
  await expect(to(inbox)).toHaveAttribute('aria-activedescendant', (await options.nth(1).getAttribute('id'))!);
  await to(inbox).press('ArrowUp');
  await to(inbox).press('ArrowUp');
  await expect(options.last()).toHaveAttribute('aria-selected', 'true');

  await to(inbox).press('Escape');
  await expect(offers).toBeHidden();
  await expect(to(inbox)).toHaveValue('al@engine.test, te');

  await to(inbox).press('Backspace');
  await to(inbox).press('Backspace');
  await to(inbox).pressSequentially('grac');
  await expect(options.filter({ hasText: GRACE.address })).toBeVisible();
  await to(inbox).press('Tab');
  await expect(to(inbox)).toBeFocused();
  await expect(to(inbox)).toHaveValue(new RegExp(`^al@engine\\.test, .*<?${GRACE.address}>?, $`));
  await inbox.getByLabel('Subject').focus();
  await expect(chips(inbox)).toHaveCount(2);
});

test('copies that were kept here and never saved are shown when the draft is opened again', async ({ inbox }) => {
  const id = /\d+$/.exec(await draftPath(inbox))![0];
  const fields = { from: '', to: '', cc: 'mary@engine.test', bcc: '', subject: 'Kept', body: '' };
  await inbox.evaluate(([key, value]) => localStorage.setItem(key!, value!), [`draft-${id}`, JSON.stringify(fields)]);
  await open(inbox, `/compose/${id}`);
  await expect(inbox.getByLabel('Subject')).toHaveValue('Kept');
  await expect(inbox.getByLabel('Cc', { exact: true })).toBeVisible();
});
