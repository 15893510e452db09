-- Opens sample.py of the working folder with `memlint server` attached, takes the quick fix that it offers, and saves.
-- Runs with the language client of Neovim 0.7 and later: nvim --headless -u NONE -c 'luafile neovim.lua'
local function fail(what)
  io.stderr:write(what, '\n')
  vim.cmd('cquit 1')
end

local function must(done, what)
  if not vim.wait(60000, done, 50) then fail(what) end
end

vim.cmd('edit sample.py')
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({ name = 'memlint', cmd = { vim.env.MEMLINT, 'server' }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(buffer, client)

must(function() return #vim.diagnostic.get(buffer) == 1 end, 'no diagnostic')
local diagnostic = vim.diagnostic.get(buffer)[1]
if diagnostic.code ~= 'needless-list-in-for' or diagnostic.lnum ~= 1 then fail(vim.inspect(diagnostic)) end

local position = { line = 1, character = 18 }
local params = {
  textDocument = { uri = vim.uri_from_bufnr(buffer) },
  range = { start = position, ['end'] = position },
  context = { diagnostics = {} },
}
local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, 60000)
local action = answers and answers[client] and answers[client].result and answers[client].result[1]
if not action or not action.isPreferred then fail('no quick fix: ' .. vim.inspect(answers)) end
vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client).offset_encoding)

must(function() return #vim.diagnostic.get(buffer) == 0 end, 'the diagnostic stays')
vim.cmd('write')
local page = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', { textDocument = params.textDocument, position = position }, 60000)
if not page or page[client].error then fail('no hover: ' .. vim.inspect(page)) end
vim.lsp.stop_client(client)
vim.cmd('qall!')
