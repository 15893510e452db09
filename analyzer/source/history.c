#include "source/history.h"

#include "base/str.h"
#include "base/symbol.h"

#ifndef MEMLINT_HAS_GIT

bool history_changes(Arena *arena, Str folder, Str revision, OldFiles *files, Problem *why)
{
    (void)folder, (void)revision, (void)files;
    problem_set(why, arena, "this memlint was built without libgit2, which --diff-base needs");
    why->remedy = STR("--baseline needs no repository");
    return false;
}

#else

#include <git2.h>

// Every function of libgit2 that is called.
#define FUNCTIONS(X)                       \
    X(git_libgit2_init)                    \
    X(git_libgit2_shutdown)                \
    X(git_error_last)                      \
    X(git_repository_open_ext)             \
    X(git_repository_free)                 \
    X(git_repository_workdir)              \
    X(git_revparse_single)                 \
    X(git_object_peel)                     \
    X(git_object_id)                       \
    X(git_object_free)                     \
    X(git_reference_name_to_id)            \
    X(git_merge_base)                      \
    X(git_commit_lookup)                   \
    X(git_commit_tree)                     \
    X(git_commit_free)                     \
    X(git_tree_free)                       \
    X(git_diff_options_init)               \
    X(git_diff_find_options_init)          \
    X(git_diff_tree_to_workdir_with_index) \
    X(git_diff_find_similar)               \
    X(git_diff_num_deltas)                 \
    X(git_diff_get_delta)                  \
    X(git_diff_free)                       \
    X(git_blob_lookup)                     \
    X(git_blob_rawcontent)                 \
    X(git_blob_rawsize)                    \
    X(git_blob_free)

#define MEMBER(name) __typeof__(name) *name;

typedef struct Git {
    void *handle;
    FUNCTIONS(MEMBER)
} Git;

// What is opened on the way, closed together.
typedef struct Asking {
    Arena *arena;
    Git git;
    Problem *why;
    git_repository *repository;
    git_object *named;
    git_commit *commit;
    git_tree *tree;
    git_diff *diff;
} Asking;

#define FIND(name) &&symbol_find(git->handle, #name, &git->name)

static bool git_open(Arena *arena, Git *git, Problem *why)
{
    const char *name = "libgit2.so." LIBGIT2_SOVERSION;
    git->handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    bool ok = git->handle != NULL FUNCTIONS(FIND);
    if (ok) return git->git_libgit2_init() > 0;
    problem_set(why, arena, "--diff-base needs %s, which is not installed", name);
    why->remedy = STR("Debian: apt-get install libgit2-" LIBGIT2_SOVERSION "; --baseline needs no repository");
    return false;
}

static bool failed(const Asking *asking, int error, const char *what, Str name)
{
    if (error >= 0) return false;
    const git_error *last = asking->git.git_error_last();
    problem_set(asking->why, asking->arena, "%s '%.*s': %s", what, FMT(name), last && last->message ? last->message : "git says no more");
    return true;
}

// Where the revision and HEAD parted; the revision itself where they have nothing in common.
static bool find_commit(Asking *asking, Str revision)
{
    const Git *git = &asking->git;
    git_object *commit = NULL;
    git_oid head, base;
    if (failed(asking, git->git_revparse_single(&asking->named, asking->repository, arena_terminated(asking->arena, revision)), "no such revision", revision))
        return false;
    if (failed(asking, git->git_object_peel(&commit, asking->named, GIT_OBJECT_COMMIT), "not a commit:", revision)) return false;
    base = *git->git_object_id(commit);
    git->git_object_free(commit);
    git_oid parted;
    bool has_base = git->git_reference_name_to_id(&head, asking->repository, "HEAD") == 0 &&
                    git->git_merge_base(&parted, asking->repository, &base, &head) == 0;
    if (has_base) base = parted;
    return !failed(asking, git->git_commit_lookup(&asking->commit, asking->repository, &base), "cannot read", revision) &&
           !failed(asking, git->git_commit_tree(&asking->tree, asking->commit), "cannot read", revision);
}

static bool make_diff(Asking *asking, Str revision)
{
    const Git *git = &asking->git;
    git_diff_options options;
    git_diff_find_options find;
    git->git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    git->git_diff_find_options_init(&find, GIT_DIFF_FIND_OPTIONS_VERSION);
    options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS;
    find.flags = GIT_DIFF_FIND_RENAMES | GIT_DIFF_FIND_FOR_UNTRACKED;
    int error = git->git_diff_tree_to_workdir_with_index(&asking->diff, asking->repository, asking->tree, &options);
    return !failed(asking, error, "cannot compare with", revision) && !failed(asking, git->git_diff_find_similar(asking->diff, &find), "cannot compare with", revision);
}

static bool add_delta(Asking *asking, const git_diff_delta *delta, OldFiles *files)
{
    const Git *git = &asking->git;
    Str name = str_from(delta->new_file.path);
    OldFile file = {.path = arena_format(asking->arena, "%s%s", git->git_repository_workdir(asking->repository), delta->new_file.path)};
    git_blob *blob = NULL;
    file.is_new = delta->status == GIT_DELTA_ADDED || delta->status == GIT_DELTA_UNTRACKED;
    bool has_text = !file.is_new && delta->status != GIT_DELTA_DELETED && delta->old_file.mode != GIT_FILEMODE_COMMIT;
    if (has_text && failed(asking, git->git_blob_lookup(&blob, asking->repository, &delta->old_file.id), "cannot read the old", name)) return false;
    if (blob) file.text = arena_copy(asking->arena, (Str){git->git_blob_rawcontent(blob), (size_t)git->git_blob_rawsize(blob)});
    if (blob) git->git_blob_free(blob);
    if (has_text || file.is_new) *array_push(asking->arena, files) = file;
    return true;
}

static bool ask(Asking *asking, Str folder, Str revision, OldFiles *files)
{
    const Git *git = &asking->git;
    int error = git->git_repository_open_ext(&asking->repository, arena_terminated(asking->arena, folder), 0, NULL);
    if (failed(asking, error, "no git repository around", folder)) return false;
    if (!git->git_repository_workdir(asking->repository))
        return problem_set(asking->why, asking->arena, "the git repository around '%.*s' has no working tree", FMT(folder));
    if (!find_commit(asking, revision) || !make_diff(asking, revision)) return false;
    for (size_t i = 0; i < git->git_diff_num_deltas(asking->diff); i++)
        if (!add_delta(asking, git->git_diff_get_delta(asking->diff, i), files)) return false;
    return true;
}

static void close_all(Asking *asking)
{
    const Git *git = &asking->git;
    git->git_diff_free(asking->diff);
    git->git_tree_free(asking->tree);
    git->git_commit_free(asking->commit);
    git->git_object_free(asking->named);
    git->git_repository_free(asking->repository);
    git->git_libgit2_shutdown();
}

bool history_changes(Arena *arena, Str folder, Str revision, OldFiles *files, Problem *why)
{
    Asking asking = {.arena = arena, .why = why};
    *files = (OldFiles){0};
    if (!git_open(arena, &asking.git, why)) return false;
    bool ok = ask(&asking, folder, revision, files);
    close_all(&asking);
    return ok;
}

#endif
