// What completes the value of an option, and the words themselves: what the manual page and the three completions share.
#pragma once

#include "source/options.h"

#include <stdio.h>

typedef enum Value {
    VALUE_NONE,     // the option takes none, or none behind it
    VALUE_UNKNOWN,  // a number, a text: nothing to complete
    VALUE_FILE,
    VALUE_RULES,    // rules, families, ALL; between commas
    VALUE_FORMATS,
    VALUE_CHOICE,   // the words of `argument`
} Value;

Value value_of(const OptionRow *row);
// May the option be given again?
bool value_repeats(const OptionRow *row);
bool row_belongs(const OptionRow *row, const CommandRow *command);
// Between spaces: ALL and the families; these and the rules; the formats of a lint run; the keys of a configuration; the words of a choice.
void write_families(FILE *out);
void write_rules(FILE *out);
void write_formats(FILE *out);
void write_keys(FILE *out);
void write_choice(FILE *out, const char *words);
// What `memlint rules` takes as --output-format.
extern const char rules_formats[];

// The files that are made.
void write_page(FILE *out);
void write_bash(FILE *out);
void write_zsh(FILE *out);
void write_fish(FILE *out);
