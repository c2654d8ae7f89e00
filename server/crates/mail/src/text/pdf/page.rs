//! Running what puts glyphs on a page (ISO 32000-1, sections 8.4, 9.3 and 9.4).

use super::{
    font::{Font, Fonts},
    place::{Gap, Matrix, gap},
    resources_of,
};
use crate::text::{Limits, TextError, output::Output};
use hayro_syntax::{
    content::UntypedIter,
    object::{Array, Name, Number, Object, Stream},
    page::{Page, Resources},
};
use std::rc::Rc;

/// Forms within each other.
const DEPTH: usize = 8;
/// Saved states within each other; more are not restored.
const STATES: usize = 256;

/// What is read into.
pub struct Reading<'r> {
    output: &'r mut Output,
    stop: &'r dyn Fn() -> bool,
    fonts: Fonts,
    /// Bytes that may still be run, or read as fonts. Weighing counts a stream once, but a page
    /// may use it again and again.
    left: usize,
    /// Where the last glyph ended.
    end: Option<(f64, f64)>,
}

/// The graphics state, as far as it moves glyphs.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

/// A content stream as it runs.
struct Run<'s> {
    state: State,
    saved: Vec<State>,
    glyph: Matrix,
    line: Matrix,
    resources: &'s Resources<'s>,
}

impl<'r> Reading<'r> {
    /// Begins a document.
    pub fn new(limits: &Limits, stop: &'r dyn Fn() -> bool, output: &'r mut Output) -> Self {
        Self { output, stop, fonts: Fonts::default(), left: limits.unpacked / 4, end: None }
    }

    /// There is no room for more; an error when it is to end.
    pub fn is_done(&self) -> Result<bool, TextError> {
        if (self.stop)() { Err(TextError::Stopped) } else { Ok(self.output.is_full()) }
    }

    /// Words of the next page are others.
    pub fn end_page(&mut self) {
        self.output.line();
        self.end = None;
    }

    /// Reads a page's own content: its streams are one, with blanks between.
    pub fn page(&mut self, page: &Page<'_>) -> Result<(), TextError> {
        let streams: Vec<Stream<'_>> = if let Some(stream) = page.raw().get(b"Contents") {
            vec![stream]
        } else {
            let all = page.raw().get::<Array<'_>>(b"Contents");
            all.into_iter().flat_map(|all| all.iter::<Stream<'_>>().collect::<Vec<_>>()).collect()
        };
        let mut content = Vec::new();
        for stream in streams {
            content.extend(self.unpacked(&stream)?);
            content.push(b'\n');
        }
        self.run(&content, page.resources(), Matrix::IDENTITY, 0)
    }

    /// Reads a form: content that is used as if it were a picture.
    pub fn form(
        &mut self,
        form: &Stream<'_>,
        around: &Resources<'_>,
        depth: usize,
    ) -> Result<(), TextError> {
        self.form_at(form, around, Matrix::IDENTITY, depth)
    }

    fn form_at(
        &mut self,
        form: &Stream<'_>,
        around: &Resources<'_>,
        at: Matrix,
        depth: usize,
    ) -> Result<(), TextError> {
        let is_picture =
            form.dict().get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Image");
        if is_picture || depth >= DEPTH {
            return Ok(());
        }
        let content = self.unpacked(form)?;
        let own = form.dict().get::<Array<'_>>(b"Matrix").and_then(|parts| matrix_of(&parts));
        let at = own.map_or(at, |own| own.then(at));
        self.run(&content, &resources_of(form, around), at, depth + 1)
    }

    fn unpacked(&mut self, stream: &Stream<'_>) -> Result<Vec<u8>, TextError> {
        let content = stream.decoded_data().map(std::borrow::Cow::into_owned).unwrap_or_default();
        // Even an empty one takes time to find.
        self.left = self.left.checked_sub(content.len() + 64).ok_or(TextError::TooMuch)?;
        Ok(content)
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        page: Matrix,
        depth: usize,
    ) -> Result<(), TextError> {
        let state = State {
            page,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let (glyph, line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut run = Run { state, saved: Vec::new(), glyph, line, resources };
        let mut instructions = UntypedIter::new(content);
        let mut step = 0_u32;
        while let Some(instruction) = instructions.next() {
            step = step.wrapping_add(1);
            if step.is_multiple_of(256) && self.is_done()? {
                break;
            }
            let operands: Vec<&Object<'_>> = instruction.operands().collect();
            self.step(&mut run, instruction.operator, &operands, depth)?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        run: &mut Run<'_>,
        operator: &[u8],
        operands: &[&Object<'_>],
        depth: usize,
    ) -> Result<(), TextError> {
        let number = |n: usize| operands.get(n).and_then(|one| number(one)).unwrap_or(0.0);
        match operator {
            b"q" if run.saved.len() < STATES => run.saved.push(run.state.clone()),
            b"Q" => run.state = run.saved.pop().unwrap_or_else(|| run.state.clone()),
            b"cm" => run.state.page = matrix(number).then(run.state.page),
            b"BT" => run.start(Matrix::IDENTITY),
            b"Tf" => {
                if let [Object::Name(name), ..] = operands {
                    run.state.font = self.fonts.font(run.resources, name, &mut self.left)?;
                }
                run.state.size = number(1);
            }
            b"Tc" => run.state.character_spacing = number(0),
            b"Tw" => run.state.word_spacing = number(0),
            b"Tz" => run.state.scale = number(0) / 100.0,
            b"TL" => run.state.leading = number(0),
            b"Ts" => run.state.rise = number(0),
            b"Td" => run.start(run.line.after_shift(number(0), number(1))),
            b"TD" => {
                run.state.leading = -number(1);
                run.start(run.line.after_shift(number(0), number(1)));
            }
            b"Tm" => run.start(matrix(number)),
            b"T*" => run.next_line(),
            b"Tj" | b"TJ" => self.show(run, operands.first().copied()),
            b"'" => {
                run.next_line();
                self.show(run, operands.first().copied());
            }
            b"\"" => {
                run.state.word_spacing = number(0);
                run.state.character_spacing = number(1);
                run.next_line();
                self.show(run, operands.get(2).copied());
            }
            b"Do" => {
                if let [Object::Name(name), ..] = operands
                    && let Some(form) = run.resources.get_x_object(name)
                {
                    self.form_at(&form, run.resources, run.state.page, depth)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, run: &mut Run<'_>, what: Option<&Object<'_>>) {
        match what {
            Some(Object::String(codes)) => self.glyphs(run, codes.as_bytes()),
            Some(Object::Array(parts)) => {
                for part in parts.iter::<Object<'_>>() {
                    match &part {
                        Object::String(codes) => self.glyphs(run, codes.as_bytes()),
                        Object::Number(back) => {
                            run.advance(-back.as_f64() / 1000.0 * run.state.size);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn glyphs(&mut self, run: &mut Run<'_>, codes: &[u8]) {
        let Some(font) = run.state.font.clone() else { return };
        let place = run.glyph.then(run.state.page);
        let start = place.apply(0.0, run.state.rise);
        let (up_x, up_y) = place.turn(0.0, run.state.size);
        let gap = self.end.map_or(Gap::None, |end| {
            gap(end, start, place.turn(run.state.size.signum(), 0.0), up_x.hypot(up_y))
        });
        match gap {
            Gap::None => {}
            Gap::Word => self.output.blank(),
            Gap::Line => self.output.line(),
        }
        let mut rest = codes;
        while let Some(glyph) = font.next(&mut rest) {
            self.output.push(&glyph.text);
            let spacing = if glyph.is_blank { run.state.word_spacing } else { 0.0 };
            let width = glyph.width / 1000.0 * run.state.size;
            run.advance(width + run.state.character_spacing + spacing);
        }
        let end = run.glyph.then(run.state.page).apply(0.0, run.state.rise);
        self.end = Some(end).filter(|(x, y)| x.is_finite() && y.is_finite());
    }
}

impl Run<'_> {
    fn start(&mut self, line: Matrix) {
        self.line = line;
        self.glyph = line;
    }

    fn next_line(&mut self) {
        self.start(self.line.after_shift(0.0, -self.state.leading));
    }

    fn advance(&mut self, by: f64) {
        self.glyph = self.glyph.after_shift(by * self.state.scale, 0.0);
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    match object {
        Object::Number(number) => Some(number.as_f64()),
        _ => None,
    }
}

fn matrix(number: impl Fn(usize) -> f64) -> Matrix {
    Matrix { parts: std::array::from_fn(number) }
}

fn matrix_of(parts: &Array<'_>) -> Option<Matrix> {
    let parts: Vec<f64> = parts.iter::<Number>().map(|number| number.as_f64()).collect();
    Some(Matrix { parts: parts.try_into().ok()? })
}
