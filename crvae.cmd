@echo off
rem `crvae COMMAND`: the commands of this checkout, in its .venv or else in the active environment.
setlocal
set "python=%~dp0.venv\Scripts\python.exe"
if not exist "%python%" set "python=python"
if defined PYTHONPATH (set "PYTHONPATH=%~dp0;%PYTHONPATH%") else (set "PYTHONPATH=%~dp0")
"%python%" -m crvae_core %*
exit /b %errorlevel%
