@echo off
rem SPDX-License-Identifier: Apache-2.0
rem
rem What the script "semel" does, for Windows. Untested: nobody has run it yet; please tell us.
rem It builds if there is no build; delete app\target to build again after a change.
setlocal
if /i not "%~1"=="demo" (
  echo usage: semel demo [--seed NUMBER] [--payments NUMBER]
  if "%~1"=="" exit /b 0
  if /i "%~1"=="help" exit /b 0
  if /i "%~1"=="-h" exit /b 0
  if /i "%~1"=="--help" exit /b 0
  exit /b 2
)
echo semel demo
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo   FAILED: %JAVA% does not run; install a JDK 17 or newer, or point JAVA_HOME at one. 1>&2
  exit /b 1
)
set "TARGET=%~dp0app\target"
if exist "%TARGET%\semel-built" goto run
echo   building    with Maven; the first time on a machine it downloads about 100 MB
pushd "%~dp0"
call mvnw.cmd -B -pl app -am "-Dmaven.test.skip=true" "-Dspotless.check.skip" "-Denforcer.skip" "-Djacoco.skip" package
if errorlevel 1 (
  popd
  echo   FAILED: the build; what went wrong is above. 1>&2
  exit /b 1
)
popd
echo built> "%TARGET%\semel-built"
:run
"%JAVA%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp "%TARGET%\semel-app.jar;%TARGET%\lib\*" dev.semel.app.Main %*
exit /b %errorlevel%
