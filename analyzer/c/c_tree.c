// One walk over the cursors, in libclang's own recursion, that appends nodes to a flat array; a stack of open cursors
// tells where each belongs. Operators, types and names are asked for on the way; roles are given afterwards.
//
// What the walk repairs: a struct that is written inside a declaration is given several times, the operand of GNU's a ?: b
// three times, the constant of a case label twice (each is kept once), and what stands inside a macro's arguments has an
// empty extent (it gets the expansion's).
//
// Behind the file's own nodes stand the bodies of functions that it calls and that headers of the project define.
#include "c/c_tree.h"

#include "base/map.h"
#include "base/str.h"
#include "c/c_cursor.h"
#include "c/c_owns.h"
#include "c/c_scan.h"
#include "c/c_types.h"

// A declaration that was met and its BindingId; for a struct, 1.
typedef struct Known {
    CXCursor cursor;
    uint32_t id;        // 0 = free slot
} Known;

typedef struct Frame {
    CXCursor cursor;
    CXCursor last;      // the child that came last
    NodeId node;
    NodeId last_child;
} Frame;

typedef struct FileText {
    CXFile file;
    Str text;
} FileText;

typedef struct FilePlace {
    CXFile file;
    uint32_t at;
} FilePlace;

typedef struct Reader {
    const CLibrary *clang;
    Arena *arena;
    Unit *unit;
    Str text;
    CXFile file;
    CXTranslationUnit translation;
    CTypes types;
    Known *known;       // open addressing
    uint32_t known_slots, known_count;
    Map labels;         // "function name" -> number
    NodeId function;    // the definition that was met last
    ArrayOf(Node) nodes;
    ArrayOf(Frame) stack;
    ArrayOf(FileText) others;  // texts of other files that were asked for
    ArrayOf(CXCursor) named;   // functions that the code names, each once
    ArrayOf(FilePlace) errors; // what clang could not understand in other files
    uint32_t here;      // where the node that was located last starts
    bool here_is_macro; // it came out of an expansion that starts there
    Span expansion;     // the macro expansion that was measured last
} Reader;

static bool is_main_file(const Reader *reader, CXFile file)
{
    return file && (file == reader->file || reader->clang->clang_File_isEqual(file, reader->file));
}

// --- where a node stands ------------------------------------------------------------------------------------------
typedef struct Where {
    CXFile file;
    uint32_t at;
    bool in_macro;
} Where;

static Where expansion_of(const CLibrary *clang, CXSourceLocation location)
{
    Where where = {0};
    CXFile spelled;
    uint32_t spelled_at;
    clang->clang_getExpansionLocation(location, &where.file, NULL, NULL, &where.at);
    clang->clang_getSpellingLocation(location, &spelled, NULL, NULL, &spelled_at);
    where.in_macro = spelled_at != where.at || spelled != where.file;
    return where;
}

static uint32_t expansion_end(Reader *reader, uint32_t from)
{
    if (reader->expansion.from != from || !reader->expansion.to)
        reader->expansion = (Span){from, c_scan_expansion_end(reader->text, from)};
    return reader->expansion.to;
}

static void stand_where_the_include_is(const Reader *reader, Node *node)
{
    node->span = (Span){reader->here, reader->here};
    node->flags |= NODE_IN_MACRO;
}

// libclang finds the ends of a chain of a + b or else-if by walking down it, for every link again: these get theirs from
// their children when those are there (adopt_span).
static bool is_chained(NodeKind kind) { return kind == C_BINARY || kind == C_IF; }

static void locate_start(Reader *reader, CXCursor cursor, Node *node)
{
    Where from = expansion_of(reader->clang, reader->clang->clang_getCursorLocation(cursor));
    if (is_main_file(reader, from.file)) node->span = (Span){from.at, from.at};
    else stand_where_the_include_is(reader, node);
    if (from.in_macro) node->flags |= NODE_IN_MACRO;
}

// Most nodes of an expansion come one after the other; each is asked for one location instead of four.
static bool is_same_expansion(Reader *reader, CXCursor cursor, Node *node)
{
    if (!reader->here_is_macro) return false;
    CXFile file;
    uint32_t at;
    reader->clang->clang_getExpansionLocation(reader->clang->clang_getCursorLocation(cursor), &file, NULL, NULL, &at);
    if (at != reader->here || !is_main_file(reader, file)) return false;
    node->span = (Span){at, expansion_end(reader, at)};
    node->flags |= NODE_IN_MACRO;
    return true;
}

// The extent in the file itself. What an #include inside a function brought has an empty span where the last node started.
static void locate(Reader *reader, CXCursor cursor, Node *node)
{
    const CLibrary *clang = reader->clang;
    if (is_same_expansion(reader, cursor, node)) return;
    CXSourceRange range = clang->clang_getCursorExtent(cursor);
    Where from = expansion_of(clang, clang->clang_getRangeStart(range));
    uint32_t to = 0, len = (uint32_t)reader->text.len;
    if (!is_main_file(reader, from.file) || from.at > len) {
        stand_where_the_include_is(reader, node);
        return;
    }
    CXFile end_file;
    clang->clang_getExpansionLocation(clang->clang_getRangeEnd(range), &end_file, NULL, NULL, &to);
    if (from.in_macro) node->flags |= NODE_IN_MACRO;
    if (from.in_macro && to <= from.at) to = expansion_end(reader, from.at);
    if (!is_main_file(reader, end_file)) to = from.at;
    node->span = (Span){from.at, to < from.at ? from.at : to > len ? len : to};
    reader->here = from.at;
    reader->here_is_macro = from.in_macro;
}

static void adopt_span(const Reader *reader, Node *node)
{
    const Node *first = &reader->nodes.at[node->first], *last = first;
    while (last->next) last = &reader->nodes.at[last->next];
    if (node->kind == C_BINARY) {
        node->span.from = first->span.from;
        node->flags |= first->flags & NODE_IN_MACRO;
    }
    node->span.to = last->span.to > node->span.from ? last->span.to : node->span.from;
}

// --- names --------------------------------------------------------------------------------------------------------
static Known *known_slot(const Reader *reader, CXCursor cursor)
{
    uint32_t mask = reader->known_slots - 1;
    uint32_t slot = reader->clang->clang_hashCursor(cursor) & mask;
    while (reader->known[slot].id && !reader->clang->clang_equalCursors(reader->known[slot].cursor, cursor)) slot = (slot + 1) & mask;
    return &reader->known[slot];
}

static void widen_known(Reader *reader)
{
    Known *old = reader->known;
    uint32_t old_slots = reader->known_slots;
    reader->known_slots = old_slots ? old_slots * 2 : 256;
    reader->known = arena_array(reader->arena, Known, reader->known_slots);
    for (uint32_t i = 0; i < old_slots; i++)
        if (old[i].id) *known_slot(reader, old[i].cursor) = old[i];
}

// The slot of a cursor; a new one has id 0 and must get one before the next call.
static Known *know(Reader *reader, CXCursor cursor)
{
    if ((reader->known_count + 1) * 2 > reader->known_slots) widen_known(reader);
    Known *slot = known_slot(reader, cursor);
    if (!slot->id) {
        reader->known_count++;
        slot->cursor = cursor;
    }
    return slot;
}

// libclang's reference to a label and the label itself are no equal cursors, but in a function a label's name is unique.
static uint32_t label_number(Reader *reader, CXCursor label)
{
    Str name = c_library_string(reader->clang, reader->arena, reader->clang->clang_getCursorSpelling(label));
    Str key = arena_format(reader->arena, "%u %.*s", reader->function, FMT(name));
    uint32_t *number = map_at(reader->arena, &reader->labels, key);
    if (!*number) *number = reader->labels.entries.len;
    return *number;
}

// The bytes of a file that libclang has read. It looks for them among all expansions, so it is asked once for each.
static Str file_text(Reader *reader, CXFile file)
{
    size_t size = 0;
    if (!file) return (Str){0};
    if (file == reader->file) return reader->text;
    for (uint32_t i = 0; i < reader->others.len; i++)
        if (reader->others.at[i].file == file) return reader->others.at[i].text;
    const char *text = reader->clang->clang_getFileContents(reader->translation, file, &size);
    Str found = text ? (Str){text, size} : (Str){0};
    *array_push(reader->arena, &reader->others) = (FileText){file, found};
    return found;
}

// What stands where the cursor is written, in the body of a macro if need be: "cleanup(close_it)", "_Noreturn", "100".
static Str spelled_text(Reader *reader, CXCursor cursor)
{
    const CLibrary *clang = reader->clang;
    CXFile file;
    uint32_t at;
    clang->clang_getSpellingLocation(clang->clang_getRangeStart(clang->clang_getCursorExtent(cursor)), &file, NULL, NULL, &at);
    Str text = str_from_byte(file_text(reader, file), at);
    return str_starts(text, STR("gnu::")) ? str_from_byte(text, 5) : text;
}

typedef struct Declared {
    Reader *reader;
    bool never_returns;
    Str owns;
} Declared;

static enum CXChildVisitResult read_word(CXCursor cursor, CXCursor parent, CXClientData data)
{
    static const char *const words[] = {"_Noreturn", "noreturn", "__noreturn__", NULL};
    (void)parent;
    Declared *declared = data;
    if (cursor.kind != CXCursor_UnexposedAttr) return CXChildVisit_Continue;
    Str text = spelled_text(declared->reader, cursor);
    declared->never_returns |= str_is_any(c_scan_word(text), words);
    c_owns_attribute(declared->reader->arena, text, &declared->owns);
    return CXChildVisit_Continue;
}

// What a comment at the declaration says goes before what attributes say.
static Str declared_owns(Reader *reader, CXCursor function, Str attributes)
{
    CXFile file;
    uint32_t at;
    Ownership row;
    OwnershipLetters letters;
    reader->clang->clang_getExpansionLocation(reader->clang->clang_getRangeStart(reader->clang->clang_getCursorExtent(function)), &file, NULL, NULL, &at);
    Str said = c_owns_comment(file_text(reader, file), at), wrong;
    if (!said.len && !ownership_releaser(attributes).name.len) c_owns_releaser(reader->arena, file_text(reader, file), at, &attributes);
    if (!said.len) return attributes;
    if (ownership_read(said, &row, letters, &wrong)) return said;
    *array_push(reader->arena, &reader->unit->notes) = arena_format(reader->arena, "owns[%.*s] says nothing: it can't have '%.*s'", FMT(said), FMT(wrong));
    return attributes;
}

// GNU's attribute shows in the type, _Noreturn and [[noreturn]] only in the attribute's own text.
static void read_declared(Reader *reader, CXCursor function, Binding *binding)
{
    Declared declared = {reader, str_contains(reader->unit->types.at[binding->type].name, STR("noreturn")), (Str){0}};
    reader->clang->clang_visitChildren(function, read_word, &declared);
    binding->never_returns = declared.never_returns;
    binding->owns = declared_owns(reader, function, declared.owns);
}

static BindingKind binding_kind(const CLibrary *clang, CXCursor cursor, enum CXLinkageKind linkage)
{
    switch ((int)cursor.kind) {
    case CXCursor_ParmDecl: return BINDING_PARAMETER;
    case CXCursor_FunctionDecl: return BINDING_FUNCTION;
    case CXCursor_FieldDecl: return BINDING_FIELD;
    case CXCursor_EnumConstantDecl: return BINDING_ENUMERATOR;
    case CXCursor_VarDecl:
        if (linkage != CXLinkage_NoLinkage) return BINDING_GLOBAL;
        return clang->clang_Cursor_getStorageClass(cursor) == CX_SC_Static ? BINDING_STATIC : BINDING_LOCAL;
    default: return BINDING_UNDEFINED;
    }
}

static void fill_binding(Reader *reader, CXCursor cursor, Binding *binding)
{
    const CLibrary *clang = reader->clang;
    bool has_linkage = cursor.kind == CXCursor_VarDecl || cursor.kind == CXCursor_FunctionDecl;
    enum CXLinkageKind linkage = has_linkage ? clang->clang_getCursorLinkage(cursor) : CXLinkage_NoLinkage;
    binding->kind = binding_kind(clang, cursor, linkage);
    binding->name = c_library_string(clang, reader->arena, clang->clang_getCursorSpelling(cursor));
    binding->type = c_types_id(&reader->types, clang->clang_getCursorType(cursor));
    binding->function = TOP_LEVEL;
    binding->is_private = linkage == CXLinkage_Internal;
    binding->is_exported = linkage == CXLinkage_External;
    if (binding->is_private || binding->is_exported) binding->qualified = binding->name;
    if (binding->kind == BINDING_ENUMERATOR) {
        long long value = clang->clang_getEnumConstantDeclValue(cursor);
        binding->has_value = value > INT32_MIN && value < INT32_MAX;
        binding->value = binding->has_value ? (int32_t)value : 0;
    }
    if (binding->kind != BINDING_FUNCTION) return;
    read_declared(reader, cursor, binding);
    *array_push(reader->arena, &reader->named) = cursor;
}

// The binding of a declaration: all declarations of one thing have the same.
static BindingId binding_at(Reader *reader, CXCursor cursor)
{
    if (reader->clang->clang_Cursor_isNull(cursor)) return 0;
    Known *slot = know(reader, reader->clang->clang_getCanonicalCursor(cursor));
    if (slot->id) return slot->id;
    BindingId id = slot->id = reader->unit->bindings.len;
    Binding *binding = array_push(reader->arena, &reader->unit->bindings);
    fill_binding(reader, cursor, binding);
    return id;
}

// A struct that is written inside a declaration comes first by itself and then as a child of each declared name.
static bool is_repeated(Reader *reader, CXCursor cursor)
{
    bool is_record = cursor.kind == CXCursor_StructDecl || cursor.kind == CXCursor_UnionDecl || cursor.kind == CXCursor_EnumDecl;
    if (!is_record) return false;
    Known *slot = know(reader, cursor);
    bool repeated = slot->id;
    slot->id = 1;
    return repeated;
}

// --- what a node is -----------------------------------------------------------------------------------------------
static bool has_type(enum CXCursorKind kind)
{
    return kind < CXCursor_FirstStmt || (kind > CXCursor_LastStmt && kind < CXCursor_FirstAttr);
}

static uint32_t literal_value(const Reader *reader, CXCursor cursor)
{
    const CLibrary *clang = reader->clang;
    CXEvalResult result = clang->clang_Cursor_Evaluate(cursor);
    if (!result) return UINT32_MAX;
    bool is_int = clang->clang_EvalResult_getKind(result) == CXEval_Int;
    long long value = is_int ? clang->clang_EvalResult_getAsLongLong(result) : -1;
    clang->clang_EvalResult_dispose(result);
    return value < 0 || value > (long long)UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

// Plain decimal numbers are by far the most frequent ones, and asking libclang costs an evaluation.
static uint32_t integer_value(Reader *reader, CXCursor cursor, const Node *node)
{
    bool in_macro = node->flags & NODE_IN_MACRO;
    Str text = c_scan_word(in_macro ? spelled_text(reader, cursor) : str_slice(reader->text, node->span.from, node->span.to));
    uint32_t value = 0;
    if (!text.len || text.len > 9 || (text.at[0] == '0' && text.len > 1)) return literal_value(reader, cursor);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') return literal_value(reader, cursor);
        value = value * 10 + (uint32_t)(text.at[i] - '0');
    }
    return value;
}

static bool says_alignof(Str text)
{
    static const char *const words[] = {"_Alignof", "alignof", "__alignof__", "__alignof", NULL};
    return str_is_any(c_scan_word(text), words);
}

static uint32_t operation_of(Reader *reader, CXCursor cursor, const Node *node)
{
    switch (node->kind) {
    case C_BINARY: return c_cursor_binary(reader->clang, cursor);
    case C_UNARY: return c_cursor_unary(reader->clang, cursor);
    case C_INTEGER: return integer_value(reader, cursor, node);
    case C_LABEL: return label_number(reader, cursor);
    case C_SIZEOF: return says_alignof(str_slice(reader->text, node->span.from, node->span.to)) ? OP_ALIGNOF : OP_SIZEOF;
    default: return OP_NONE;
    }
}

static BindingId binding_of(Reader *reader, CXCursor cursor, NodeKind kind, const Node *parent)
{
    switch (kind) {
    case C_REFERENCE:
    case C_MEMBER:
    case C_MEMBER_NAME: return binding_at(reader, reader->clang->clang_getCursorReferenced(cursor));
    case C_PARAMETER: return parent->kind == C_FUNCTION ? binding_at(reader, cursor) : 0;
    case C_FUNCTION:
    case C_PROTOTYPE:
    case C_VARIABLE:
    case C_FIELD:
    case C_ENUMERATOR: return binding_at(reader, cursor);
    default: return 0;
    }
}

static void name_parameters(Reader *reader, CXCursor function)
{
    int count = reader->clang->clang_Cursor_getNumArguments(function);
    for (int i = 0; i < count; i++) (void)binding_at(reader, reader->clang->clang_Cursor_getArgument(function, (unsigned)i));
}

static void read_attribute(Reader *reader, CXCursor cursor, const Node *parent)
{
    static const char *const cleanup[] = {"cleanup", "__cleanup__", "__cleanup", NULL};
    if (parent->kind != C_VARIABLE || !parent->binding || cursor.kind != CXCursor_UnexposedAttr) return;
    Str text = spelled_text(reader, cursor);
    if (!str_is_any(c_scan_word(text), cleanup)) return;
    Binding *binding = &reader->unit->bindings.at[parent->binding];
    binding->has_cleanup = true;
    binding->cleaner = c_scan_argument(text, 1);
}

static void fill_node(Reader *reader, CXCursor cursor, Node *node, const Node *parent)
{
    node->kind = c_cursor_kind(reader->clang, cursor);
    if (node->kind == C_IF) locate_start(reader, cursor, node);
    else if (!is_chained(node->kind)) locate(reader, cursor, node);
    node->binding = binding_of(reader, cursor, node->kind, parent);
    node->operation = operation_of(reader, cursor, node);
    if (has_type(cursor.kind)) node->type = c_types_id(&reader->types, reader->clang->clang_getCursorType(cursor));
    if (node->kind == C_FUNCTION) {
        reader->function = reader->nodes.len;
        name_parameters(reader, cursor);
    }
    if (node->kind == C_ATTRIBUTE) read_attribute(reader, cursor, parent);
}

// --- the walk -----------------------------------------------------------------------------------------------------
static Frame *frame_of(Reader *reader, CXCursor parent)
{
    while (reader->stack.len > 1 && !reader->clang->clang_equalCursors(reader->stack.at[reader->stack.len - 1].cursor, parent))
        reader->stack.len--;
    return &reader->stack.at[reader->stack.len - 1];
}

static void note_declared(Reader *reader, const Node *node, NodeId id)
{
    bool declares = node->kind >= C_FUNCTION && node->kind <= C_ENUMERATOR && node->binding;
    if (!declares) return;
    Binding *binding = &reader->unit->bindings.at[node->binding];
    bool is_better = !binding->declared || node->kind == C_FUNCTION;  // the definition, not the prototype
    if (is_better) binding->declared = id;
}

static NodeId append_node(Reader *reader, CXCursor cursor, Frame *frame)
{
    Node node = {.parent = frame->node};
    Node parent = reader->nodes.at[frame->node];
    fill_node(reader, cursor, &node, &parent);
    NodeId id = reader->nodes.len;
    if (frame->last_child) reader->nodes.at[frame->last_child].next = id;
    else reader->nodes.at[frame->node].first = id;
    frame->last_child = id;
    *array_push(reader->arena, &reader->nodes) = node;
    note_declared(reader, &node, id);
    return id;
}

// VarDecl: its value is its last child; told by libclang, because an array's size looks the same.
static void mark_initialiser(Reader *reader, CXCursor cursor, Frame *frame)
{
    if (reader->nodes.at[frame->node].kind != C_VARIABLE) return;
    CXCursor value = reader->clang->clang_Cursor_getVarDeclInitializer(frame->cursor);
    if (!reader->clang->clang_Cursor_isNull(value) && reader->clang->clang_equalCursors(value, cursor))
        reader->nodes.at[frame->last_child].role = ROLE_C_INIT;
}

// The constant of a case label is wrapped in a cursor that looks like the constant itself.
static bool is_wrapped_constant(const Reader *reader, CXCursor cursor, const Frame *frame)
{
    const Node *node = &reader->nodes.at[frame->node];
    return !frame->last_child && reader->nodes.at[node->parent].kind == C_CASE && c_cursor_kind(reader->clang, cursor) == node->kind &&
           node->kind >= C_CALL;
}

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data)
{
    Reader *reader = data;
    const CLibrary *clang = reader->clang;
    Frame *frame = frame_of(reader, parent);
    Node *above = &reader->nodes.at[frame->node];
    if (cursor.kind == CXCursor_LabelRef) {
        above->operation = label_number(reader, clang->clang_getCursorReferenced(cursor));
        return CXChildVisit_Continue;
    }
    if (frame->last_child && clang->clang_equalCursors(frame->last, cursor)) {
        if (above->kind == C_OTHER) above->kind = C_CONDITIONAL;  // GNU's a ?: b
        return CXChildVisit_Continue;
    }
    if (is_repeated(reader, cursor)) return CXChildVisit_Continue;
    NodeId node = frame->node;
    if (!is_wrapped_constant(reader, cursor, frame)) {
        frame->last = cursor;
        node = append_node(reader, cursor, frame);
        mark_initialiser(reader, cursor, frame);
    }
    *array_push(reader->arena, &reader->stack) = (Frame){.cursor = cursor, .node = node};
    return CXChildVisit_Recurse;
}

// What other files declare at the top is passed over.
static enum CXChildVisitResult visit_declared_here(CXCursor cursor, CXCursor parent, CXClientData data)
{
    Reader *reader = data;
    CXFile file;
    if (parent.kind != CXCursor_TranslationUnit) return visit(cursor, parent, data);
    reader->clang->clang_getExpansionLocation(reader->clang->clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
    return is_main_file(reader, file) ? visit(cursor, parent, data) : CXChildVisit_Continue;
}

// --- bodies in headers ------------------------------------------------------------------------------------------
static bool is_known_to_tables(const Reader *reader, CXCursor function)
{
    const Knowledge *knowledge = reader->unit->knowledge;
    Str name = c_library_string(reader->clang, reader->arena, reader->clang->clang_getCursorSpelling(function));
    return knowledge && (knowledge_find(knowledge, name).len || knowledge_ownership(knowledge, name));
}

static FilePlace place_of(const CLibrary *clang, CXSourceLocation location)
{
    FilePlace place = {0};
    clang->clang_getExpansionLocation(location, &place.file, NULL, NULL, &place.at);
    return place;
}

static void collect_errors(Reader *reader)
{
    const CLibrary *clang = reader->clang;
    unsigned count = clang->clang_getNumDiagnostics(reader->translation);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang->clang_getDiagnostic(reader->translation, i);
        FilePlace place = place_of(clang, clang->clang_getDiagnosticLocation(diagnostic));
        bool is_error = clang->clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        if (is_error && place.file && !is_main_file(reader, place.file)) *array_push(reader->arena, &reader->errors) = place;
        clang->clang_disposeDiagnostic(diagnostic);
    }
}

// What clang could not understand it has left out of the body.
static bool has_error(const Reader *reader, CXSourceRange range)
{
    const CLibrary *clang = reader->clang;
    FilePlace from = place_of(clang, clang->clang_getRangeStart(range)), to = place_of(clang, clang->clang_getRangeEnd(range));
    for (uint32_t i = 0; i < reader->errors.len; i++) {
        FilePlace error = reader->errors.at[i];
        if (from.at <= error.at && error.at <= to.at && clang->clang_File_isEqual(from.file, error.file)) return true;
    }
    return false;
}

static bool is_body_in_header(const Reader *reader, CXCursor definition)
{
    const CLibrary *clang = reader->clang;
    CXFile file;
    if (clang->clang_Cursor_isNull(definition)) return false;
    CXSourceLocation at = clang->clang_getCursorLocation(definition);
    clang->clang_getExpansionLocation(at, &file, NULL, NULL, NULL);
    return file && !is_main_file(reader, file) && !clang->clang_Location_isInSystemHeader(at);
}

// What a body names is read in its turn. Nothing of it has a place in the file: all stands, empty, at the file's end.
static void read_bodies_in_headers(Reader *reader)
{
    reader->here = (uint32_t)reader->text.len;
    reader->here_is_macro = false;
    collect_errors(reader);
    for (uint32_t i = 0; i < reader->named.len; i++) {
        CXCursor definition = reader->clang->clang_getCursorDefinition(reader->named.at[i]);
        if (!is_body_in_header(reader, definition) || is_known_to_tables(reader, definition)) continue;
        if (has_error(reader, reader->clang->clang_getCursorExtent(definition))) continue;
        reader->stack.len = 1;
        NodeId node = append_node(reader, definition, &reader->stack.at[0]);
        *array_push(reader->arena, &reader->stack) = (Frame){.cursor = definition, .node = node};
        reader->clang->clang_visitChildren(definition, visit, reader);
    }
}

// va_arg is no conversion of its va_list, though it looks like one inside of its macro.
static bool is_va_arg(const Reader *reader, const Node *node, const Node *operand)
{
    const Type *from = &reader->unit->types.at[operand->type], *to = &reader->unit->types.at[node->type];
    if (from->kind == TYPE_FUNCTION) return false;
    bool is_list = str_contains(from->name, STR("__va_list_tag")) || str_contains(from->name, STR("__builtin_va_list"));
    return is_list && to->target != from->target && node->type != operand->type;
}

// What is left to say about a node when all its children are there.
static void finish_node(const Reader *reader, Node *node)
{
    if (is_chained(node->kind) && node->first) adopt_span(reader, node);
    if (node->kind != C_OTHER || !node->first) return;
    const Node *child = &reader->nodes.at[node->first];
    bool is_cast = !child->next && child->span.from == node->span.from && child->span.to == node->span.to && node->type;
    if (is_cast && !is_va_arg(reader, node, child)) {
        node->kind = C_IMPLICIT_CAST;
        node->flags |= NODE_IMPLICIT;
    } else if (reader->nodes.at[node->parent].kind == C_INIT_LIST && child->next) {
        node->kind = C_DESIGNATED;
    }
}

Tree *c_tree_read(const CLibrary *clang, Arena *arena, CXTranslationUnit translation, CXFile file, Unit *unit)
{
    Reader reader = {.clang = clang, .arena = arena, .unit = unit, .text = unit->source->text, .file = file, .translation = translation};
    reader.types = (CTypes){.clang = clang, .arena = arena, .types = &unit->types};
    if (!unit->types.len) (void)array_push(arena, &unit->types);
    if (!unit->bindings.len) (void)array_push(arena, &unit->bindings);
    (void)array_push(arena, &reader.nodes);
    *array_push(arena, &reader.nodes) = (Node){.kind = C_FILE, .span = {0, (uint32_t)reader.text.len}};
    CXCursor top = clang->clang_getTranslationUnitCursor(translation);
    *array_push(arena, &reader.stack) = (Frame){.cursor = top, .node = ROOT};
    clang->clang_visitChildren(top, visit_declared_here, &reader);
    NodeId elsewhere = reader.nodes.len;
    read_bodies_in_headers(&reader);
    c_owns_releasers(arena, unit);
    for (NodeId node = reader.nodes.len - 1; node >= ROOT; node--) finish_node(&reader, &reader.nodes.at[node]);
    Tree *tree = arena_new(arena, Tree);
    *tree = (Tree){.source = unit->source, .nodes = reader.nodes.at, .count = reader.nodes.len, .elsewhere = elsewhere < reader.nodes.len ? elsewhere : 0, .kind_names = c_kind_names, .role_names = c_role_names};
    return tree;
}
