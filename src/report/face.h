/*
 * face.h - text as a workbook's typeface shows it
 *
 * A column is so many digits wide; other letters are narrower or wider than one. Widths are
 * those of Calibri at 11 points and of Carlito, which is made to be as wide.
 */
#ifndef FACE_H
#define FACE_H

/* In digits, rounded up. */
int face_width(const char *text);
/* Of its widest word. */
int face_word(const char *text);
/* How many lines it takes in so many digits: broken at spaces, and what is wider than that
 * anywhere; never none. */
int face_lines(const char *text, int width);

#endif
