use crate::{Folder, FolderId, Role};

/// Own folders lie in each other at most so deep; those at the top are 1 deep.
pub const DEEPEST_FOLDER: usize = 8;

/// A folder and where it stands among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The folder.
    pub folder: Folder,
    /// 1 at the top.
    pub depth: usize,
    /// The names from the top on: `Projects/2024`.
    pub path: String,
    /// Folders lie in it.
    pub has_branches: bool,
}

impl Branch {
    /// Whether `named` is the path, or its end from some name on, whatever the case of the
    /// letters: `2024` and `projects/2024`. The name of a folder that everybody has is of that one
    /// alone.
    pub fn is_named(&self, named: &str) -> bool {
        let (path, named) = (self.path.to_lowercase(), named.trim().to_lowercase());
        if let Some(role) = Role::SYSTEM.into_iter().find(|role| role.as_str() == named) {
            return self.folder.role == role;
        }
        let rest = path.strip_suffix(&named);
        !named.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    }
}

/// All folders in the order of a tree: each before what lies in it, siblings as they were. One
/// whose parent is not among them stands at the top.
pub fn branches(folders: &[Folder]) -> Vec<Branch> {
    let is_there = |id: FolderId| folders.iter().any(|folder| folder.id == id);
    let parent = |folder: &Folder| folder.parent.filter(|parent| is_there(*parent));
    let mut tree = Vec::with_capacity(folders.len());
    let top = |folder: &&Folder| parent(folder).is_none();
    let mut rest: Vec<(&Folder, usize, String)> =
        folders.iter().filter(top).rev().map(|folder| (folder, 1, String::new())).collect();
    while let Some((folder, depth, before)) = rest.pop() {
        let path = if before.is_empty() {
            folder.name.clone()
        } else {
            format!("{before}/{}", folder.name)
        };
        let inside = folders.iter().filter(|one| one.parent == Some(folder.id)).rev();
        let known = rest.len();
        rest.extend(inside.map(|one| (one, depth + 1, path.clone())));
        let has_branches = rest.len() > known;
        tree.push(Branch { folder: folder.clone(), depth, path, has_branches });
    }
    tree
}

/// The own folders in which `folder` may lie: not in itself or what lies in it, nor too deep.
pub fn may_lie_in(tree: &[Branch], folder: FolderId) -> Vec<&Branch> {
    let Some(at) = tree.iter().position(|branch| branch.folder.id == folder) else {
        return Vec::new();
    };
    let below = &tree[at..];
    let depth = below[0].depth;
    let own = below.iter().skip(1).take_while(|branch| branch.depth > depth).count() + 1;
    let height = below[..own].iter().map(|branch| branch.depth - depth).max().unwrap_or(0);
    tree.iter()
        .enumerate()
        .filter(|(n, _)| !(at..at + own).contains(n))
        .map(|(_, branch)| branch)
        .filter(|branch| branch.folder.role == Role::Own)
        .filter(|branch| branch.depth + height < DEEPEST_FOLDER)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(id: i64, name: &str, parent: i64) -> Folder {
        let parent = (parent != 0).then_some(FolderId(parent));
        Folder {
            id: FolderId(id),
            role: Role::Own,
            name: name.into(),
            parent,
            total: 0,
            unread: 0,
            bytes: 0,
        }
    }

    fn tree() -> Vec<Branch> {
        branches(&[
            folder(4, "2023", 3),
            folder(5, "2024", 3),
            folder(2, "Letters", 0),
            folder(3, "Projects", 0),
            folder(6, "Plans", 5),
            folder(7, "Lost", 99),
        ])
    }

    #[test]
    fn folders_stand_before_what_lies_in_them() {
        let tree = tree();
        let shown: Vec<(&str, usize, bool)> =
            tree.iter().map(|one| (one.path.as_str(), one.depth, one.has_branches)).collect();
        assert_eq!(
            shown,
            [
                ("Letters", 1, false),
                ("Projects", 1, true),
                ("Projects/2023", 2, false),
                ("Projects/2024", 2, true),
                ("Projects/2024/Plans", 3, false),
                ("Lost", 1, false),
            ]
        );
    }

    #[test]
    fn a_folder_is_named_by_its_path_or_the_end_of_it() {
        let tree = tree();
        let named = |name: &str| tree.iter().filter(|one| one.is_named(name)).count();
        for name in ["projects/2024", "2024", " 2024/PLANS", "lost"] {
            assert_eq!(named(name), 1, "{name}");
        }
        for name in ["", "024", "/2024", "Projects/Plans"] {
            assert_eq!(named(name), 0, "{name}");
        }
    }

    #[test]
    fn a_folder_lies_neither_in_itself_nor_too_deep() {
        let tree = tree();
        let into = |id| -> Vec<&str> {
            may_lie_in(&tree, FolderId(id)).iter().map(|one| one.path.as_str()).collect()
        };
        assert_eq!(into(5), ["Letters", "Projects", "Projects/2023", "Lost"]);
        assert_eq!(into(3), ["Letters", "Lost"]);
        assert!(into(99).is_empty());
        let deep: Vec<Folder> = (1..=8).map(|n| folder(n, "x", n - 1)).collect();
        let deep = branches(&[deep, vec![folder(9, "y", 0), folder(10, "z", 9)]].concat());
        assert_eq!(may_lie_in(&deep, FolderId(10)).len(), 8, "all but the deepest");
        assert_eq!(may_lie_in(&deep, FolderId(9)).len(), 6);
    }

    #[test]
    fn a_circle_is_not_followed() {
        assert!(branches(&[folder(1, "a", 2), folder(2, "b", 1)]).is_empty());
    }
}
