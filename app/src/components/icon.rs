use leptos::prelude::*;

/// The icons: strokes on a grid of 24, from Lucide (ISC licence, <https://lucide.dev/license>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Alert,
    Archive,
    Back,
    Check,
    Clock,
    Close,
    Compose,
    Download,
    File,
    Fold,
    Folder,
    Forward,
    Image,
    Inbox,
    Label,
    Mail,
    Menu,
    Move,
    Mute,
    Next,
    Paperclip,
    Refresh,
    Reply,
    ReplyAll,
    Search,
    Send,
    Shrink,
    Spam,
    Star,
    Stretch,
    Trash,
}

impl Icon {
    /// The icon as an element. It is hidden from assistive technology: a text or an accessible
    /// name always stands beside it.
    pub fn view(self) -> impl IntoView {
        view! {
            <svg class="icon" width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
                <path d=self.path()></path>
            </svg>
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20M12 8v4M12 16h.01",
            Self::Archive => {
                "M3 3h18a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1M4 8v11a2 2 \
                 0 0 0 2 2h12a2 2 0 0 0 2-2V8M10 12h4"
            }
            Self::Back => "m15 18-6-6 6-6",
            Self::Check => "M20 6 9 17l-5-5",
            Self::Clock => "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20M12 6v6l4 2",
            Self::Close => "M18 6 6 18M6 6l12 12",
            Self::Compose => "M17 3a2.85 2.83 0 1 1 4 4L7.5 20.5 2 22l1.5-5.5ZM15 5l4 4",
            Self::Download => "M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4M7 10l5 5 5-5M12 15V3",
            Self::File => {
                "M15 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V7ZM14 2v4a2 2 0 0 0 2 \
                 2h4M16 13H8M16 17H8M10 9H8"
            }
            Self::Fold => "M5 12h14",
            Self::Folder => {
                "M20 20a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-7.9a2 2 0 0 1-1.69-.9L9.6 3.9A2 2 0 0 0 \
                 7.93 3H4a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2Z"
            }
            Self::Forward => "m15 17 5-5-5-5M4 18v-2a4 4 0 0 1 4-4h12",
            Self::Image => {
                "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M9 7a2 2 0 \
                 1 0 0 4 2 2 0 1 0 0-4M21 15l-3.09-3.09a2 2 0 0 0-2.82 0L6 21"
            }
            Self::Inbox => {
                "M22 12h-6l-2 3h-4l-2-3H2M5.45 5.11 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 \
                 2-2v-6l-3.45-6.89A2 2 0 0 0 16.76 4H7.24a2 2 0 0 0-1.79 1.11Z"
            }
            Self::Label => {
                "M12.59 2.59A2 2 0 0 0 11.17 2H4a2 2 0 0 0-2 2v7.17a2 2 0 0 0 .59 1.42l8.7 8.7a2.43 \
                 2.43 0 0 0 3.42 0l6.58-6.58a2.43 2.43 0 0 0 0-3.42ZM7.5 7.5h.01"
            }
            Self::Mail => {
                "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2M22 \
                 7l-8.97 5.7a1.94 1.94 0 0 1-2.06 0L2 7"
            }
            Self::Menu => "M4 6h16M4 12h16M4 18h16",
            Self::Move => {
                "M2 9V5a2 2 0 0 1 2-2h3.9a2 2 0 0 1 1.69.9l.81 1.2a2 2 0 0 0 1.67.9H20a2 2 0 0 1 \
                 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-1M2 13h10M9 16l3-3-3-3"
            }
            Self::Mute => {
                "M8.7 3A6 6 0 0 1 18 8a21.3 21.3 0 0 0 .6 5M17 17H3s3-2 3-9a4.67 4.67 0 0 1 \
                 .3-1.7M10.3 21a1.94 1.94 0 0 0 3.4 0M2 2l20 20"
            }
            Self::Next => "m9 18 6-6-6-6",
            Self::Paperclip => {
                "m21.44 11.05-9.19 9.19a6 6 0 0 1-8.49-8.49l8.57-8.57A4 4 0 1 1 18 8.84l-8.59 \
                 8.57a2 2 0 0 1-2.83-2.83l8.49-8.48"
            }
            Self::Refresh => {
                "M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8M21 3v5h-5M21 12a9 9 0 0 1-9 9 \
                 9.75 9.75 0 0 1-6.74-2.74L3 16M8 16H3v5"
            }
            Self::Reply => "M9 17l-5-5 5-5M20 18v-2a4 4 0 0 0-4-4H4",
            Self::ReplyAll => "M7 17l-5-5 5-5M12 17l-5-5 5-5M22 18v-2a4 4 0 0 0-4-4H7",
            Self::Search => "M11 3a8 8 0 1 0 0 16 8 8 0 1 0 0-16M21 21l-4.3-4.3",
            Self::Send => "m22 2-7 20-4-9-9-4ZM22 2 11 13",
            Self::Shrink => "M4 14h6v6M20 10h-6V4M14 10l7-7M3 21l7-7",
            Self::Spam => "M7.86 2h8.28L22 7.86v8.28L16.14 22H7.86L2 16.14V7.86ZM12 8v4M12 16h.01",
            Self::Star => {
                "m12 2 3.09 6.26L22 9.27l-5 4.87 1.18 6.88L12 17.77l-6.18 3.25L7 \
                 14.14l-5-4.87 6.91-1.01Z"
            }
            Self::Stretch => "M15 3h6v6M9 21H3v-6M21 3l-7 7M3 21l7-7",
            Self::Trash => {
                "M3 6h18M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 \
                 2 2v2M10 11v6M14 11v6"
            }
        }
    }
}
