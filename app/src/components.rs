//! What pages are made of: properties in, forms and links out.

pub mod account_notice;
pub mod change_form;
pub mod composer;
pub mod folder_nav;
pub mod help;
pub mod icon;
pub mod job_bar;
pub mod label;
pub mod label_menu;
pub mod message_list;
pub mod note;
pub mod reader;
pub mod save_search;
pub mod search_box;
pub mod snooze_menu;
pub mod space_notice;
pub mod splitter;
pub mod start_draft;
pub mod time;
pub mod title;
pub mod toast;
pub mod top_bar;
