;;; Opens sample.py of the working folder with `memlint server` behind eglot, takes the quick fix that it offers, and saves.
(package-initialize)
(require 'eglot)
(require 'flymake)

(defun must (what done)
  "Wait until DONE gives something; fail with WHAT after a minute."
  (let ((end (+ (float-time) 60)) found)
    (while (and (not (setq found (funcall done))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless found (error "%s" what))
    found))

(setq eglot-server-programs `((python-mode . (,(getenv "MEMLINT") "server")))
      eglot-sync-connect 60
      eglot-autoshutdown nil
      flymake-no-changes-timeout 0.1)
(find-file "sample.py")
(python-mode)
(apply #'eglot (eglot--guess-contact))
(unless (eglot-managed-p) (error "eglot does not manage the buffer"))
(let ((diagnostic (car (must "no diagnostic" #'flymake-diagnostics))))
  (unless (string-match-p "list" (flymake-diagnostic-text diagnostic))
    (error "another diagnostic: %s" (flymake-diagnostic-text diagnostic)))
  (goto-char (flymake-diagnostic-beg diagnostic))
  (unless (= (line-number-at-pos) 2) (error "on line %d" (line-number-at-pos))))
(let* ((actions (append (eglot-code-actions (point) (point)) nil))
       (fix (seq-find (lambda (action) (eq (plist-get action :isPreferred) t)) actions)))
  (unless fix (error "no quick fix: %S" actions))
  (eglot--apply-workspace-edit (plist-get fix :edit)))
;; In batch mode nobody is ever idle, which is what eglot waits for before it tells the server of an edit.
(eglot--signal-textDocument/didChange)
(must "the diagnostic stays" (lambda () (null (flymake-diagnostics))))
(save-buffer)
(eglot-shutdown (eglot-current-server))
