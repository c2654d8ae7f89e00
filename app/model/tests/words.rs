//! What is written into addresses, forms and the database comes back as it was.

use model::{
    Colour, ComposeKind, Cursor, DeliveryState, Direction, FolderId, FolderKey, LabelId,
    LeavePolicy, Mailbox, MessageId, Operation, Role, UserId,
};

#[test]
fn a_cursor_survives_an_address() {
    for direction in [Direction::Older, Direction::Newer] {
        for date in [i64::MIN, -1, 0, 1_718_452_800_000] {
            let cursor = Cursor { direction, date, id: MessageId::new(UserId(7), 9) };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }
    for wrong in ["", "older", "older_1", "older_1_2_3", "sideways_1_2", "older_x_2", "newer__"] {
        assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
    }
}

#[test]
fn a_message_id_says_whose_it_is() {
    let id = MessageId::new(UserId(3), u32::MAX);
    assert_eq!(id.user(), UserId(3));
    assert!(id < MessageId::new(UserId(4), 0));
    assert_eq!(id.to_string().parse(), Ok(id));
}

#[test]
fn a_folder_is_named_by_role_or_number_and_nothing_else() {
    for key in Role::SYSTEM.map(FolderKey::Role).into_iter().chain([FolderKey::Own(FolderId(12))]) {
        assert_eq!(key.to_string().parse(), Ok(key));
    }
    for text in ["own", "INBOX", "", "../etc", "12x"] {
        assert_eq!(text.parse(), Ok(FolderKey::Unknown(text.to_owned())));
    }
}

#[test]
fn buttons_name_operations() {
    assert_eq!(Operation::from_word("read"), Some(Operation::Unread(false)));
    assert_eq!(
        Operation::from_word("archive"),
        Some(Operation::Move(FolderKey::Role(Role::Archive)))
    );
    assert_eq!(
        Operation::from_word("move:12"),
        Some(Operation::Move(FolderKey::Own(FolderId(12))))
    );
    for wrong in ["", "move:", "move:nowhere", "own", "drop table", "label", "label:x", "x:1"] {
        assert_eq!(Operation::from_word(wrong), None, "{wrong}");
    }
}

#[test]
fn ticked_labels_are_put_on_taken_off_or_all_that_is_left() {
    let [one, two, three] = [1, 2, 3].map(LabelId);
    let label = |on: &[LabelId], off: &[LabelId]| {
        Some(Operation::Label { on: on.to_vec(), off: off.to_vec() })
    };
    assert_eq!(Operation::from_word("label:1"), label(&[one], &[]));
    assert_eq!(Operation::from_word("unlabel:1"), label(&[], &[one]));
    let form = |word| Operation::from_form(word, vec![one, two], vec![two, three]);
    assert_eq!(form("label"), label(&[one, two], &[]));
    assert_eq!(form("unlabel"), label(&[], &[one, two]));
    assert_eq!(form("labels"), label(&[one, two], &[three]));
    assert_eq!(form("read"), Some(Operation::Unread(false)));
}

#[test]
fn words_in_the_database_come_back() {
    for state in [
        DeliveryState::Sent,
        DeliveryState::Held,
        DeliveryState::Queued,
        DeliveryState::Sending,
        DeliveryState::Unclear,
        DeliveryState::Failed,
    ] {
        assert_eq!(DeliveryState::from_word(state.as_str()), Some(state));
    }
    for kind in [ComposeKind::New, ComposeKind::Reply, ComposeKind::ReplyAll, ComposeKind::Forward]
    {
        assert_eq!(ComposeKind::from_word(kind.as_str()), kind);
    }
    for colour in Colour::ALL {
        assert_eq!(Colour::from_word(colour.as_str()), colour);
    }
    for policy in [LeavePolicy::Delete, LeavePolicy::Keep, LeavePolicy::Days(14)] {
        assert_eq!(policy.to_string().parse(), Ok(policy));
    }
    assert!("-1".parse::<LeavePolicy>().is_err());
}

#[test]
fn the_worst_delivery_state_is_the_greatest() {
    let states = [DeliveryState::Failed, DeliveryState::Sent, DeliveryState::Queued];
    assert_eq!(states.into_iter().max(), Some(DeliveryState::Failed));
}

#[test]
fn a_mailbox_is_labelled_by_name_or_else_by_address() {
    let named = Mailbox { name: "Ada".into(), address: "ada@pillarbox.test".into() };
    assert_eq!((named.label(), named.to_string().as_str()), ("Ada", "Ada <ada@pillarbox.test>"));
    let bare = Mailbox { name: " ".into(), ..named };
    assert_eq!(
        (bare.label(), bare.to_string().as_str()),
        ("ada@pillarbox.test", "ada@pillarbox.test")
    );
}
