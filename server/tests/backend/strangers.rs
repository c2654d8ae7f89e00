use crate::home::{ADA, Home, to};
use app::{ApiError, Backend};
use model::{
    AccountId, Colour, ComposeKind, DraftFields, FirstPass, FolderId, FolderKey, Label,
    LeavePolicy, Operation, Removal, Role, Rows, SignInMethod,
};
use std::fmt::Debug;
use store::NewAccount;

#[expect(clippy::needless_pass_by_value, reason = "each call passes what it awaited")]
fn refuses<T: Debug>(what: &str, answer: Result<T, ApiError>) {
    assert!(matches!(answer, Err(ApiError::NotFound(_))), "{what}: {answer:?}");
}

/// Every method that takes an id, asked by Grace with an id of Ada's.
#[tokio::test]
async fn ids_of_somebody_else_are_not_found() {
    let home = Home::new().await;
    let (ada, grace, service) = (home.ada, home.grace, home.service());
    let message = home.receive(ada, "From: a@example.org\nSubject: Private\n\nSecret.\n").await;
    let draft = home.draft(ada, to(ADA, "Private", "Secret.")).await;
    let store = &home.context.store;
    let upload = store.add_upload(ada, draft, "a", "text/plain", b"a".to_vec()).await.expect("it");
    let folder = service.add_folder(ada, None, "Private".to_owned()).await.expect("a folder");
    let label = service.add_label(ada, "Private".to_owned(), Colour::Red).await.expect("a label");
    let saved = service.save_search(ada, "Private".to_owned(), "x".to_owned()).await.expect("it");
    let key = FolderKey::Own(folder);
    let account = store.add_account(account(ada), 0).await.expect("an account");
    let starred = Operation::Starred(true);
    let done = service.change_messages(ada, vec![message], starred.clone()).await.expect("done");
    let undo = done.undo.expect("an undo");
    let sent = home.send(ada, to(ADA, "Private", "Secret.")).await;
    let none = DraftFields::default;

    refuses("list", service.list_messages(grace, key.clone(), None).await);
    refuses("rename", service.rename_folder(grace, folder, "Mine".to_owned()).await);
    let trash = || Removal { messages: FolderKey::Role(Role::Trash), with_folders: false };
    refuses("remove folder", service.remove_folder(grace, folder, trash()).await);
    refuses("move folder", service.move_folder(grace, folder, None).await);
    let inside = service.add_folder(grace, Some(folder), "Mine".to_owned()).await;
    refuses("add folder", inside);
    let graces = service.add_folder(grace, None, "Mine".to_owned()).await.expect("a folder");
    refuses("move into", service.move_folder(grace, graces, Some(folder)).await);
    let removal = Removal { messages: key.clone(), with_folders: false };
    refuses("remove into", service.remove_folder(grace, graces, removal).await);
    let mine = Label { id: label, name: "Mine".to_owned(), colour: Colour::Red };
    refuses("change label", service.change_label(grace, mine).await);
    refuses("remove label", service.remove_label(grace, label).await);
    refuses("list label", service.list_label(grace, label, None).await);
    refuses("rename search", service.rename_search(grace, saved, "Mine".to_owned()).await);
    refuses("remove search", service.remove_search(grace, saved).await);
    refuses("empty", service.empty_folder(grace, key.clone()).await);
    refuses("open", service.open_message(grace, message, String::new(), true).await);
    refuses("change", service.change_messages(grace, vec![message], starred.clone()).await);
    refuses("erase", service.change_messages(grace, vec![draft], Operation::Erase).await);
    let own = home.receive(grace, "From: a@example.org\nSubject: Own\n\nOwn.\n").await;
    refuses("move", service.change_messages(grace, vec![own], Operation::Move(key)).await);
    let put_on = Operation::Label { on: vec![label], off: vec![] };
    refuses("label", service.change_messages(grace, vec![own], put_on).await);
    let some = vec![own, message];
    refuses("change some", service.change_messages(grace, some.clone(), starred.clone()).await);
    refuses("stand for", service.change_matches(grace, some, String::new(), starred).await);
    refuses("undo", service.undo(grace, undo).await);
    refuses("take back", service.undo(grace, sent.undo).await);
    for kind in [ComposeKind::Reply, ComposeKind::ReplyAll, ComposeKind::Forward] {
        refuses("answer", service.start_draft(grace, kind, Some(message), none()).await);
    }
    refuses("draft", service.open_draft(grace, draft).await);
    refuses("save", service.save_draft(grace, draft, none()).await);
    refuses("detach", service.remove_upload(grace, draft, upload.id).await);
    refuses("discard", service.discard_draft(grace, draft).await);
    refuses("send", service.send_draft(grace, draft, to(ADA, "x", "y")).await);
    refuses("check", service.check_mail(grace, Some(account)).await);

    assert!(service.accounts(grace).await.expect("none").is_empty());
    assert!(service.contacts(grace, "ada".to_owned()).await.expect("none").is_empty());
    let navigation = service.navigation(grace).await.expect("navigation");
    assert!(navigation.labels.is_empty() && navigation.searches.is_empty());
    let found =
        service.search(grace, "Private".to_owned(), None, Rows::Messages).await.expect("a page");
    assert!(found.page.rows.is_empty());

    // And nothing of Ada's has changed.
    let rows = home.list(ada, Role::Inbox).await;
    assert!(rows.iter().any(|row| row.id == message && row.unread && row.starred));
    let kept = service.open_draft(ada, draft).await.expect("kept").draft;
    assert_eq!((kept.fields.subject.as_str(), kept.uploads.len()), ("Private", 1));
    assert!(
        service.navigation(ada).await.expect("folders").folders.iter().any(|f| f.name == "Private")
    );
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let home = Home::new().await;
    let (ada, service) = (home.ada, home.service());
    let unknown = FolderKey::Unknown("attic".to_owned());
    refuses("folder", service.list_messages(ada, unknown, None).await);
    let gone = FolderKey::Own(FolderId(99));
    refuses("folder", service.list_messages(ada, gone, None).await);
    refuses(
        "message",
        service.open_message(ada, model::MessageId::new(ada, 99), String::new(), true).await,
    );
    refuses("account", service.check_mail(ada, Some(AccountId(99))).await);
    let nothing = service.check_mail(ada, None).await;
    assert!(matches!(nothing, Err(ApiError::Refused(_))), "{nothing:?}");
}

fn account(user: model::UserId) -> NewAccount {
    NewAccount {
        user,
        address: "ada@example.org".to_owned(),
        pop3_url: "pop3s://ada@mail.example.org:995".to_owned(),
        pop3_secret: Vec::new(),
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave: LeavePolicy::Keep,
        every: 300,
        method: SignInMethod::Password,
        guarded: false,
        first_pass: FirstPass::All,
        drop_duplicates: true,
    }
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let home = Home::new().await;
    let service = home.service();
    let hash = server::password::hash("old password".into()).await.expect("hashed");
    home.context.store.set_password_hash(home.ada, &hash).await.expect("set");
    let change = |old: &str, new: &str| {
        service.change_password(home.ada, "key".to_owned(), old.to_owned(), new.to_owned())
    };
    assert!(matches!(change("wrong", "new password").await, Err(ApiError::Refused(_))));
    assert!(matches!(change("old password", "short").await, Err(ApiError::Refused(_))));
    change("old password", "new password").await.expect("changed");
    assert!(matches!(change("old password", "another password").await, Err(ApiError::Refused(_))));
}
