//! Where glyphs stand (ISO 32000-1, section 8.3).

/// An affine map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix {
    /// Where a step to the right comes to, where a step up, and the shift, as a file has them.
    pub parts: [f64; 6],
}

impl Matrix {
    /// Changes nothing.
    pub const IDENTITY: Self = Self { parts: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] };

    /// This map first, then `next`.
    pub fn then(self, next: Self) -> Self {
        let [right_x, right_y, up_x, up_y, x, y] = self.parts;
        let (x, y) = next.apply(x, y);
        let (right_x, right_y) = next.turn(right_x, right_y);
        let (up_x, up_y) = next.turn(up_x, up_y);
        Self { parts: [right_x, right_y, up_x, up_y, x, y] }
    }

    /// A shift by so much, then this map.
    pub fn after_shift(self, x: f64, y: f64) -> Self {
        let [right_x, right_y, up_x, up_y, ..] = self.parts;
        let (x, y) = self.apply(x, y);
        Self { parts: [right_x, right_y, up_x, up_y, x, y] }
    }

    /// Where a point comes to.
    pub fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [.., shift_x, shift_y] = self.parts;
        let (x, y) = self.turn(x, y);
        (x + shift_x, y + shift_y)
    }

    /// Where a direction comes to.
    pub fn turn(self, x: f64, y: f64) -> (f64, f64) {
        let [right_x, right_y, up_x, up_y, ..] = self.parts;
        (right_x * x + up_x * y, right_y * x + up_y * y)
    }
}

/// What lies between two glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// They belong together.
    None,
    /// The second begins another word.
    Word,
    /// The second begins another line.
    Line,
}

/// The end of one glyph, the beginning of the next, the direction in which the next is written
/// and its size, all on the page.
pub fn gap(end: (f64, f64), start: (f64, f64), direction: (f64, f64), size: f64) -> Gap {
    /// Of the size of the letters: narrower than any blank, wider than what is cut off for
    /// letters to fit into each other.
    const WORD: f64 = 0.15;
    /// Letters that go back so far are no accents.
    const BACK: f64 = 0.5;
    /// Raised and lowered numbers stay in their line.
    const LINE: f64 = 0.6;
    let length = direction.0.hypot(direction.1);
    if !(length > 0.0 && size > 0.0) {
        return Gap::None;
    }
    let (ux, uy) = (direction.0 / length, direction.1 / length);
    let (dx, dy) = (start.0 - end.0, start.1 - end.1);
    let along = (dx * ux + dy * uy) / size;
    let across = (dy * ux - dx * uy) / size;
    if across.abs() > LINE {
        Gap::Line
    } else if !(-BACK..=WORD).contains(&along) {
        Gap::Word
    } else {
        Gap::None
    }
}

#[cfg(test)]
mod tests {
    use super::{Gap, Matrix, gap};

    #[test]
    fn maps_come_one_after_the_other() {
        let scale = Matrix { parts: [2.0, 0.0, 0.0, 3.0, 0.0, 0.0] };
        let shift = Matrix { parts: [1.0, 0.0, 0.0, 1.0, 10.0, 20.0] };
        assert_eq!(scale.then(shift).apply(1.0, 1.0), (12.0, 23.0));
        assert_eq!(shift.then(scale).apply(1.0, 1.0), (22.0, 63.0));
        assert_eq!(scale.after_shift(10.0, 20.0), shift.then(scale));
    }

    #[test]
    fn room_tells_words_and_lines_apart() {
        let right = (1.0, 0.0);
        assert_eq!(gap((10.0, 0.0), (10.5, 0.0), right, 10.0), Gap::None);
        assert_eq!(gap((10.0, 0.0), (13.0, 0.0), right, 10.0), Gap::Word);
        assert_eq!(gap((10.0, 0.0), (10.0, 4.0), right, 10.0), Gap::None);
        assert_eq!(gap((90.0, 0.0), (0.0, -12.0), right, 10.0), Gap::Line);
        // Written upwards, as in the margin.
        assert_eq!(gap((0.0, 10.0), (0.0, 13.0), (0.0, 1.0), 10.0), Gap::Word);
        assert_eq!(gap((0.0, 0.0), (5.0, 0.0), (0.0, 0.0), 10.0), Gap::None);
    }
}
