#include "c/c_cursor.h"

static const NodeKind kinds[] = {
    [CXCursor_StructDecl] = C_STRUCT, [CXCursor_UnionDecl] = C_UNION, [CXCursor_EnumDecl] = C_ENUM,
    [CXCursor_FieldDecl] = C_FIELD, [CXCursor_EnumConstantDecl] = C_ENUMERATOR, [CXCursor_FunctionDecl] = C_PROTOTYPE,
    [CXCursor_VarDecl] = C_VARIABLE, [CXCursor_ParmDecl] = C_PARAMETER, [CXCursor_TypedefDecl] = C_TYPEDEF,
    [CXCursor_TypeRef] = C_TYPE_REFERENCE, [CXCursor_MemberRef] = C_MEMBER_NAME,
    [CXCursor_DeclRefExpr] = C_REFERENCE, [CXCursor_MemberRefExpr] = C_MEMBER, [CXCursor_CallExpr] = C_CALL,
    [CXCursor_UnexposedExpr] = C_OTHER, [CXCursor_IntegerLiteral] = C_INTEGER, [CXCursor_FloatingLiteral] = C_FLOAT,
    [CXCursor_ImaginaryLiteral] = C_FLOAT, [CXCursor_StringLiteral] = C_STRING, [CXCursor_CharacterLiteral] = C_CHARACTER,
    [CXCursor_ParenExpr] = C_PAREN, [CXCursor_UnaryOperator] = C_UNARY, [CXCursor_ArraySubscriptExpr] = C_SUBSCRIPT,
    [CXCursor_BinaryOperator] = C_BINARY, [CXCursor_CompoundAssignOperator] = C_BINARY,
    [CXCursor_ConditionalOperator] = C_CONDITIONAL, [CXCursor_CStyleCastExpr] = C_CAST,
    [CXCursor_CompoundLiteralExpr] = C_COMPOUND_LITERAL, [CXCursor_InitListExpr] = C_INIT_LIST,
    [CXCursor_AddrLabelExpr] = C_LABEL_ADDRESS, [CXCursor_StmtExpr] = C_STATEMENT_EXPRESSION,
    [CXCursor_GenericSelectionExpr] = C_GENERIC, [CXCursor_CXXBoolLiteralExpr] = C_INTEGER,
    [CXCursor_CXXNullPtrLiteralExpr] = C_INTEGER, [CXCursor_UnaryExpr] = C_SIZEOF,
    [CXCursor_LabelStmt] = C_LABEL, [CXCursor_CompoundStmt] = C_COMPOUND, [CXCursor_CaseStmt] = C_CASE,
    [CXCursor_DefaultStmt] = C_DEFAULT, [CXCursor_IfStmt] = C_IF, [CXCursor_SwitchStmt] = C_SWITCH,
    [CXCursor_WhileStmt] = C_WHILE, [CXCursor_DoStmt] = C_DO, [CXCursor_ForStmt] = C_FOR, [CXCursor_GotoStmt] = C_GOTO,
    [CXCursor_IndirectGotoStmt] = C_COMPUTED_GOTO, [CXCursor_ContinueStmt] = C_CONTINUE, [CXCursor_BreakStmt] = C_BREAK,
    [CXCursor_ReturnStmt] = C_RETURN, [CXCursor_GCCAsmStmt] = C_ASM, [CXCursor_MSAsmStmt] = C_ASM,
    [CXCursor_NullStmt] = C_EMPTY, [CXCursor_DeclStmt] = C_DECLARATION, [CXCursor_StaticAssert] = C_STATIC_ASSERT,
};

static const uint32_t binary_operations[] = {
    [CXBinaryOperator_Mul] = OP_MUL, [CXBinaryOperator_Div] = OP_DIV, [CXBinaryOperator_Rem] = OP_MOD,
    [CXBinaryOperator_Add] = OP_ADD, [CXBinaryOperator_Sub] = OP_SUB, [CXBinaryOperator_Shl] = OP_SHL,
    [CXBinaryOperator_Shr] = OP_SHR, [CXBinaryOperator_LT] = OP_LT, [CXBinaryOperator_GT] = OP_GT,
    [CXBinaryOperator_LE] = OP_LE, [CXBinaryOperator_GE] = OP_GE, [CXBinaryOperator_EQ] = OP_EQ,
    [CXBinaryOperator_NE] = OP_NE, [CXBinaryOperator_And] = OP_BIT_AND, [CXBinaryOperator_Xor] = OP_BIT_XOR,
    [CXBinaryOperator_Or] = OP_BIT_OR, [CXBinaryOperator_LAnd] = OP_AND, [CXBinaryOperator_LOr] = OP_OR,
    [CXBinaryOperator_Assign] = OP_ASSIGN, [CXBinaryOperator_MulAssign] = OP_COMPOUND | OP_MUL,
    [CXBinaryOperator_DivAssign] = OP_COMPOUND | OP_DIV, [CXBinaryOperator_RemAssign] = OP_COMPOUND | OP_MOD,
    [CXBinaryOperator_AddAssign] = OP_COMPOUND | OP_ADD, [CXBinaryOperator_SubAssign] = OP_COMPOUND | OP_SUB,
    [CXBinaryOperator_ShlAssign] = OP_COMPOUND | OP_SHL, [CXBinaryOperator_ShrAssign] = OP_COMPOUND | OP_SHR,
    [CXBinaryOperator_AndAssign] = OP_COMPOUND | OP_BIT_AND, [CXBinaryOperator_XorAssign] = OP_COMPOUND | OP_BIT_XOR,
    [CXBinaryOperator_OrAssign] = OP_COMPOUND | OP_BIT_OR, [CXBinaryOperator_Comma] = OP_COMMA,
};

static const uint32_t unary_operations[] = {
    [CXUnaryOperator_PostInc] = OP_POST_INC, [CXUnaryOperator_PostDec] = OP_POST_DEC, [CXUnaryOperator_PreInc] = OP_PRE_INC,
    [CXUnaryOperator_PreDec] = OP_PRE_DEC, [CXUnaryOperator_AddrOf] = OP_ADDRESS, [CXUnaryOperator_Deref] = OP_DEREF,
    [CXUnaryOperator_Plus] = OP_PLUS, [CXUnaryOperator_Minus] = OP_NEGATE, [CXUnaryOperator_Not] = OP_BIT_NOT,
    [CXUnaryOperator_LNot] = OP_NOT,
};

NodeKind c_cursor_kind(const CLibrary *clang, CXCursor cursor)
{
    unsigned kind = (unsigned)cursor.kind;
    if (kind == CXCursor_FunctionDecl && clang->clang_isCursorDefinition(cursor)) return C_FUNCTION;
    if (kind >= CXCursor_FirstAttr && kind <= CXCursor_LastAttr) return C_ATTRIBUTE;
    return kind < COUNT_OF(kinds) && kinds[kind] ? kinds[kind] : C_OTHER;
}

uint32_t c_cursor_binary(const CLibrary *clang, CXCursor cursor)
{
    unsigned operation = (unsigned)clang->clang_getCursorBinaryOperatorKind(cursor);
    return operation < COUNT_OF(binary_operations) ? binary_operations[operation] : OP_NONE;
}

uint32_t c_cursor_unary(const CLibrary *clang, CXCursor cursor)
{
    unsigned operation = (unsigned)clang->clang_getCursorUnaryOperatorKind(cursor);
    return operation < COUNT_OF(unary_operations) ? unary_operations[operation] : OP_NONE;
}
