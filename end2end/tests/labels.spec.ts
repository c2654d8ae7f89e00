import { type Locator, type Page } from '@playwright/test';
import { change, openMenu, read, row, rows, selectionBar, tick, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA } from '../fixtures/pillarbox.ts';
import { alive, expect, hasScripts, open, test } from '../fixtures/test.ts';

/** Makes labels in the settings. */
async function make(page: Page, ...labels: [name: string, colour: string][]): Promise<void> {
  await open(page, '/settings');
  for (const [name, colour] of labels) {
    await page.getByLabel('New label', { exact: true }).fill(name);
    await page.getByLabel('Colour of the new label').selectOption(colour);
    await page.getByRole('button', { name: 'Create label' }).click();
    await expect(link(page, name)).toBeVisible();
    await alive(page);
  }
}

function link(page: Page, name: string): Locator {
  const labels = page.getByRole('navigation', { name: 'Folders' }).getByRole('list', { name: 'Labels' });
  return labels.getByRole('link', { name, exact: true });
}

const tools = (page: Page) => page.locator('.reader-tools');

test.beforeEach(async ({ pillarbox, inbox }) => {
  await pillarbox.import(ADA.address, ...['One', 'Two', 'Three'].map((subject) => message({ subject, text: `${subject} of them` })));
  await make(inbox, ['Work', 'Blue'], ['To do', 'Red']);
  await open(inbox, '/mail/inbox');
});

test('labels are put on what is ticked, taken off again, and Undo brings back what was', async ({ inbox }) => {
  await tick(inbox, 'One', 'Two');
  let labels = await openMenu(selectionBar(inbox), 'Labels');
  await labels.getByLabel('Work').check();
  await change(inbox, () => labels.getByRole('button', { name: hasScripts() ? 'Apply' : 'Put on' }).click());
  for (const subject of ['One', 'Two']) await expect(row(inbox, subject)).toContainText('Work');
  await expect(row(inbox, 'Three')).not.toContainText('Work');

  await open(inbox, '/mail/inbox');
  await tick(inbox, 'One', 'Three');
  labels = await openMenu(selectionBar(inbox), 'Labels');
  if (hasScripts()) {
    expect(await labels.getByLabel('Work').evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
    await labels.getByLabel('Work').check();
    await labels.getByLabel('Work').uncheck();
  } else {
    await labels.getByLabel('Work').check();
  }
  await change(inbox, () => labels.getByRole('button', { name: hasScripts() ? 'Apply' : 'Take off' }).click());
  await expect(row(inbox, 'One')).not.toContainText('Work');
  await expect(row(inbox, 'Two')).toContainText('Work');
  await undo(inbox);
  await expect(row(inbox, 'One')).toContainText('Work');
  await expect(row(inbox, 'Three')).not.toContainText('Work');
  await open(inbox, '/mail/inbox');
  await expect(row(inbox, 'One')).toContainText('Work');
});

test('the open message shows its labels, one change after the other', async ({ inbox }) => {
  const article = await read(inbox, 'One');
  for (const name of ['Work', 'To do']) {
    const labels = await openMenu(tools(inbox), 'Labels');
    await labels.getByLabel(name).check();
    await change(inbox, () => labels.getByRole('button', { name: 'Apply' }).click());
    await expect(inbox.getByRole('heading', { level: 1, name: 'One' })).toBeVisible();
    await expect(article).toContainText('Work');
  }
  await expect(article).toContainText('To do');
  await expect(row(inbox, 'One')).toContainText('To do');
  const labels = await openMenu(tools(inbox), 'Labels');
  await expect(labels.getByLabel('Work')).toBeChecked();
  await labels.getByLabel('Work').uncheck();
  await change(inbox, () => labels.getByRole('button', { name: 'Apply' }).click());
  await expect(article).not.toContainText('Work');
  await expect(article).toContainText('To do');
  await undo(inbox);
  if (hasScripts()) await expect(article).toContainText('Work');
  await open(inbox, '/mail/inbox');
  await expect(row(inbox, 'One')).toContainText('Work');
  await expect(row(inbox, 'One')).toContainText('To do');
});

test('a label has a page of its own, and searches know it', async ({ inbox }) => {
  await tick(inbox, 'One', 'Three');
  const labels = await openMenu(selectionBar(inbox), 'Labels');
  await labels.getByLabel('To do').check();
  await change(inbox, () => labels.getByRole('button', { name: hasScripts() ? 'Apply' : 'Put on' }).click());
  await link(inbox, 'To do').click();
  await expect(inbox).toHaveURL(/\/labels\/\d+$/);
  await expect(inbox).toHaveTitle(/To do/);
  await expect(inbox.getByRole('heading', { level: 2, name: /^To do/ })).toBeVisible();
  await expect(link(inbox, 'To do')).toHaveAttribute('aria-current', 'page');
  await expect(rows(inbox).getByRole('link')).toHaveText(['Three', 'One']);
  await read(inbox, 'One');
  await expect(inbox).toHaveURL(/\/labels\/\d+\/\d+$/);
  await open(inbox, inbox.url());
  await expect(rows(inbox).getByRole('link')).toHaveText(['Three', 'One']);
  await expect(inbox.getByRole('heading', { level: 1, name: 'One' })).toBeVisible();
  for (const [query, subjects] of [['label:"to do" one', ['One']], ['"two of them" -label:"to do"', ['Two']], ['"one of them" -label:"to do"', []]] as const) {
    await open(inbox, `/search?q=${encodeURIComponent(query)}`);
    await expect(rows(inbox).getByRole('link')).toHaveText([...subjects]);
  }
  await open(inbox, `/labels/999999`);
  await expect(inbox.getByRole('alert')).toContainText('There is no such label');
});

test('a label is renamed, recoloured and removed', async ({ inbox }) => {
  await tick(inbox, 'Two');
  const labels = await openMenu(selectionBar(inbox), 'Labels');
  await labels.getByLabel('Work').check();
  await change(inbox, () => labels.getByRole('button', { name: hasScripts() ? 'Apply' : 'Put on' }).click());
  await open(inbox, '/settings');
  await inbox.getByLabel('Name of the label “Work”').fill('Engine');
  await inbox.getByLabel('Colour of “Work”').selectOption('Green');
  await inbox.getByRole('button', { name: 'Change “Work”' }).click();
  await expect(link(inbox, 'Engine')).toBeVisible();
  await open(inbox, '/mail/inbox');
  await expect(row(inbox, 'Two').locator('[data-colour=green]')).toHaveText('Engine');
  await open(inbox, '/settings');
  await inbox.getByRole('button', { name: 'Remove the label “Engine”' }).click();
  await expect(link(inbox, 'Engine')).toHaveCount(0);
  await open(inbox, '/mail/inbox');
  await expect(row(inbox, 'Two')).toBeVisible();
  await expect(row(inbox, 'Two')).not.toContainText('Engine');
});

test('on a phone a row shows one label in one line, and how many more there are', async ({ inbox }) => {
  await tick(inbox, 'One');
  const labels = await openMenu(selectionBar(inbox), 'Labels');
  await labels.getByLabel('Work').check();
  await labels.getByLabel('To do').check();
  await change(inbox, () => labels.getByRole('button', { name: hasScripts() ? 'Apply' : 'Put on' }).click());
  await inbox.setViewportSize({ width: 390, height: 844 });
  await open(inbox, '/mail/inbox');
  const chips = row(inbox, 'One').locator('.label-chips');
  await expect(chips).toContainText('Work');
  const [wide, narrow] = await chips.locator('.label-chip').evaluateAll((all) => all.map((chip) => chip.clientWidth));
  expect(wide).toBeGreaterThan(16);
  expect(narrow).toBeLessThanOrEqual(1);
  const more = await chips.evaluate((element) => getComputedStyle(element, '::after').content);
  expect(more).toContain('+');
  const height = await chips.evaluate((element) => element.clientHeight);
  expect(height).toBeLessThan(28);
  await inbox.setViewportSize({ width: 1280, height: 800 });
  expect(await chips.locator('.label-chip').last().evaluate((chip) => chip.clientWidth)).toBeGreaterThan(8);
});
