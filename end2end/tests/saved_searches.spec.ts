import { rows } from '../fixtures/mailbox.ts';
import { alive, expect, open, test } from '../fixtures/test.ts';

test('a search is saved, led to by the side bar, renamed and removed', async ({ inbox }) => {
  await open(inbox, '/search?q=lens%20from%3Agrace');
  await inbox.getByText('Save this search').click();
  await inbox.getByLabel('Name', { exact: true }).fill('The lens');
  await inbox.getByRole('button', { name: 'Save', exact: true }).click();
  const searches = inbox.getByRole('navigation', { name: 'Folders' }).getByRole('list', { name: 'Searches' });
  const link = searches.getByRole('link', { name: 'The lens', exact: true });
  await expect(link).toHaveAttribute('aria-current', 'page');
  await expect(inbox.getByText('Save this search')).toBeHidden();
  const subjects = await rows(inbox).getByRole('link').allTextContents();
  await open(inbox, '/mail/sent');
  await expect(link).not.toHaveAttribute('aria-current', 'page');
  await link.click();
  await expect(inbox).toHaveURL(/\/search\?q=lens/);
  await expect(rows(inbox).getByRole('link')).toHaveText(subjects);

  await open(inbox, '/settings');
  await inbox.getByLabel('Name of the search “The lens”').fill('Grace’s lens');
  await inbox.getByRole('button', { name: 'Rename the search “The lens”' }).click();
  await expect(searches.getByRole('link', { name: 'Grace’s lens' })).toBeVisible();
  await alive(inbox);
  await inbox.getByRole('button', { name: 'Remove the search “Grace’s lens”' }).click();
  await expect(searches).toHaveCount(0);
});

test('a search for old mail puts it away once a day; one that finds new mail may not', async ({ inbox }) => {
  const save = async (name: string, query: string) => {
    await open(inbox, `/search?q=${encodeURIComponent(query)}`);
    await inbox.getByText('Save this search').click();
    await inbox.getByLabel('Name', { exact: true }).fill(name);
    await inbox.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(inbox.getByText('Save this search')).toBeHidden();
    await alive(inbox);
  };
  const set = async (name: string, what: string) => {
    await inbox.getByLabel(`Once a day, with “${name}”`).selectOption({ label: what });
    await inbox.getByRole('button', { name: `Set for “${name}”` }).click();
  };
  await save('New', 'lens');
  await save('Old', 'lens older_than:1d');
  await open(inbox, '/settings');
  await set('New', 'Archive what it finds');
  await expect(inbox.getByText(/Only old mail is put away by itself/)).toBeVisible();
  await open(inbox, '/settings');
  await set('Old', 'Archive what it finds');
  await expect(inbox.getByText(/It is done once a day from now on/)).toBeVisible();
  await open(inbox, '/settings');
  await expect(inbox.getByLabel('Once a day, with “Old”')).toHaveValue('archive');
  await expect(inbox.getByLabel('Once a day, with “New”')).toHaveValue('');
});
