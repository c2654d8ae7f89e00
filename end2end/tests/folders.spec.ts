import { type Locator, type Page } from '@playwright/test';
import { change, goTo, row, tick } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, hasScripts, open, test } from '../fixtures/test.ts';

/** Makes folders in the settings, each in another or at the top. */
async function make(page: Page, ...folders: [name: string, place?: string][]): Promise<void> {
  await open(page, '/settings');
  for (const [name, place] of folders) {
    await page.getByLabel('New folder', { exact: true }).fill(name);
    await page.getByLabel('Where the new folder lies').selectOption(place ? `In ${place}` : 'At the top');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByLabel(`Name of “${place ? `${place}/` : ''}${name}”`)).toBeVisible();
    await alive(page);
  }
}

const tree = (page: Page): Locator => page.getByRole('navigation', { name: 'Folders' });
const link = (page: Page, name: string): Locator => tree(page).getByRole('link', { name, exact: true });

test('folders lie in each other, and mail is moved into them and found there', async ({ inbox, pillarbox }) => {
  await pillarbox.import(ADA.address, message({ subject: 'Plan', text: 'x' }));
  await make(inbox, ['Projects'], ['2024', 'Projects'], ['Letters']);
  const inside = tree(inbox).getByRole('list', { name: 'Folders in Projects' });
  await expect(inside.getByRole('link')).toHaveText('2024');
  await open(inbox, '/mail/inbox');
  await tick(inbox, 'Plan');
  const bar = inbox.getByRole('toolbar', { name: 'Actions on selected messages' });
  await bar.locator('summary[title="Move to a folder"]').click();
  await change(inbox, () => bar.getByRole('button', { name: 'Projects/2024' }).click());
  await expect(row(inbox, 'Plan')).toBeHidden();
  for (const query of ['in:"Projects/2024"', 'in:2024']) {
    await open(inbox, `/search?q=${encodeURIComponent(query)}`);
    await expect(row(inbox, 'Plan')).toBeVisible();
  }

  // Elsewhere, with what lies in it.
  await open(inbox, '/settings');
  await inbox.getByText('Move or remove “Projects”').click();
  await inbox.getByLabel('Where “Projects” lies').selectOption('In Letters');
  await inbox.getByRole('button', { name: 'Move “Projects”', exact: true }).click();
  await expect(inbox.getByLabel('Name of “Letters/Projects/2024”')).toBeVisible();
  await goTo(inbox, '2024');
  await expect(row(inbox, 'Plan')).toBeVisible();

  // Removed, its mail put into another folder, what lies in it moved up.
  await open(inbox, '/settings');
  await inbox.getByText('Move or remove “Letters/Projects”').click();
  await inbox.getByRole('button', { name: 'Remove “Letters/Projects”' }).click();
  await expect(inbox.getByLabel('Name of “Letters/2024”')).toBeVisible();
  await alive(inbox);
  await inbox.getByText('Move or remove “Letters”').click();
  await inbox.getByLabel('Where the messages in “Letters” go').selectOption('Messages to Archive');
  await inbox.getByLabel('Remove the folders in it, too; else they move up').check();
  await inbox.getByRole('button', { name: 'Remove “Letters”' }).click();
  await expect(link(inbox, 'Letters')).toHaveCount(0);
  await goTo(inbox, 'Archive');
  await expect(row(inbox, 'Plan')).toBeVisible();
});

test('a folded folder stays folded where scripts run, and unfolds in any case', async ({ inbox }) => {
  await make(inbox, ['Projects'], ['2024', 'Projects']);
  await open(inbox, '/mail/inbox');
  await expect(link(inbox, '2024')).toBeVisible();
  const fold = tree(inbox).locator('summary[title="Folders in Projects"]');
  await fold.click();
  await expect(link(inbox, '2024')).toBeHidden();
  await open(inbox, '/mail/sent');
  await expect(link(inbox, '2024')).toBeVisible({ visible: !hasScripts() });
  if (!hasScripts()) await fold.click();
  await fold.click();
  await expect(link(inbox, '2024')).toBeVisible();
});
