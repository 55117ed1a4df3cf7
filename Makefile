# Thin names over the npm scripts of package.json. Needs npm and any Node from 20 on: the project's own Node comes through
# npm. Nothing here asks a question.
.PHONY: dev test bench build deploy clean packages
.DEFAULT_GOAL := dev

# `npm run` puts node_modules/.bin first on the PATH, and with it the project's own Node.
RUN := npm run --silent

dev: packages
	@exec $(RUN) dev

# `make test NAME …` runs the files whose path holds a NAME, without the checks of the whole tree.
NAMES := $(if $(filter test,$(firstword $(MAKECMDGOALS))),$(wordlist 2,99,$(MAKECMDGOALS)))
test: packages
	@exec $(RUN) test $(if $(NAMES),-- $(NAMES))

ifneq ($(NAMES),)
.PHONY: $(NAMES)
$(NAMES):
	@:
endif

bench: packages
	@exec $(RUN) bench

build: packages
	@exec $(RUN) build

deploy: packages
	@exec $(RUN) deploy

# Data of the development stack, build results, packages.
clean:
	rm -rf .veza .wrangler dist web/dist node_modules */node_modules packages/*/node_modules workers/*/node_modules

packages:
	@command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 || { \
		echo "npm is missing: install Node.js 20 or newer with npm (Debian, Ubuntu: sudo apt-get install nodejs npm)"; exit 1; }
	@node dev/packages-installed.mjs || { echo "· installing npm packages"; npm ci --no-audit --no-fund --loglevel=error; }
	@node_modules/.bin/node -e 0 2>/dev/null || npm rebuild --loglevel=error node esbuild workerd
	@node_modules/.bin/node -e 0 2>/dev/null || { \
		echo "the project's own Node did not come with its packages: let npm run the install script of the package «node»"; exit 1; }
