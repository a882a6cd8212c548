@echo off
rem For Windows: finds a Python, and leaves the rest to start.py.
cd /d "%~dp0"
for %%P in ("py -3" "python" "python3") do (
  %%~P -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && (
    %%~P start.py %* || pause
    exit /b
  )
)
echo The kit needs Python 3.11 or newer, and none was found. The README says where to get it.
pause
exit /b 1
